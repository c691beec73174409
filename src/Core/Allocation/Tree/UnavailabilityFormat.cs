using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>A planned unavailability as the allocator takes it.</summary>
internal static class UnavailabilityFormat
{
    private const long NanosecondsPerTick = 100;

    /// <summary>The same without protobuf; null stays null.</summary>
    public static AgentUnavailability? ToCore(this Unavailability? unavailability) => unavailability is null
        ? null
        : new AgentUnavailability(
            DateTimeOffset.UnixEpoch.AddTicks(unavailability.Start.Nanoseconds / NanosecondsPerTick),
            unavailability.Duration is { } duration ? TimeSpan.FromTicks(duration.Nanoseconds / NanosecondsPerTick) : null);
}
