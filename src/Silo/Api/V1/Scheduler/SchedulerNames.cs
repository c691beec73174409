using System.Collections.Frozen;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Silo.Api.V1.Scheduler;

/// <summary>Names of the scheduler API's calls as the protocol writes them.</summary>
internal static class SchedulerNames
{
    private static readonly FrozenDictionary<int, string> Names = Call.Descriptor.EnumTypes
        .Single(type => type.Name == "Type").Values
        .ToFrozenDictionary(value => value.Number, value => value.Name);

    /// <summary>The name of a call.</summary>
    public static string Of(Call.Types.Type type) => Names[(int)type];
}
