using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;

namespace MesosOrleans.Bench.Api;

/// <summary>Makes another .NET process collect its garbage, as the tools that take heap dumps do.</summary>
internal static class GarbageCollection
{
    private const long GCHeapCollect = 0x800000;

    /// <summary>Runs a full collection in a process and waits for its end.</summary>
    public static async Task ForceAsync(int processId, CancellationToken cancellationToken)
    {
        var provider = new EventPipeProvider(
            "Microsoft-Windows-DotNETRuntime", EventLevel.Informational, GCHeapCollect);
        using var session = new DiagnosticsClient(processId).StartEventPipeSession([provider], requestRundown: false);

        // The stream ends once the session does; the collection is run before the session's start is answered.
        var reading = session.EventStream.CopyToAsync(Stream.Null, cancellationToken);
        session.Stop();
        await reading;
    }
}
