using System.Data.Common;
using MesosOrleans.Storage;

namespace MesosOrleans.Silo.Api.Transport;

/// <summary>Which failures of calls to grains pass by themselves.</summary>
internal static class GrainFailure
{
    /// <summary>
    /// The cluster or its database could not be reached in time, or the grain was on its way to another silo: 503. The
    /// call may have been carried out.
    /// </summary>
    public static bool IsUnavailable(Exception exception) => exception is OrleansException or TimeoutException
        or StorageUnavailableException or DbException or OperationCanceledException or ObjectDisposedException;

    /// <summary>The grain was not there to answer, or its silo died: a call that may be carried out twice is worth another try.</summary>
    public static bool IsMove(Exception exception) => exception is OrleansMessageRejectionException
        or ClientNotAvailableException;
}
