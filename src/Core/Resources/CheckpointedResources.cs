namespace MesosOrleans.Core.Resources;

/// <summary>What an agent keeps on its disk across restarts: dynamic reservations and persistent volumes of its own.</summary>
public static class CheckpointedResources
{
    /// <summary>True when a resource must be kept.</summary>
    public static bool NeedsCheckpoint(ResourceRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.ProviderId is null && (record.Reservations.IsDynamic || record.IsPersistentVolume);
    }

    /// <summary>The part of an agent's total that must be kept.</summary>
    public static ResourceSet Select(ResourceSet total)
    {
        ArgumentNullException.ThrowIfNull(total);
        return total.Where(NeedsCheckpoint);
    }

    /// <summary>Rebuilds an agent's total from its configuration and what it kept.</summary>
    /// <param name="configured">What the flags say the agent has.</param>
    /// <param name="kept">What it kept.</param>
    /// <param name="total">The agent's total; empty on failure.</param>
    /// <returns>Why the two do not go together; null on success.</returns>
    public static string? TryApply(ResourceSet configured, ResourceSet kept, out ResourceSet total)
    {
        ArgumentNullException.ThrowIfNull(configured);
        ArgumentNullException.ThrowIfNull(kept);
        total = ResourceSet.Empty;
        var rebuilt = configured;
        foreach (var record in kept)
        {
            if (!NeedsCheckpoint(record))
            {
                return $"Unexpected checkpointed resources {record}";
            }

            var origin = ResourceSet.Of(BaseOf(record));
            if (!rebuilt.Contains(origin))
            {
                return $"Incompatible agent resources: {rebuilt} does not contain {origin}";
            }

            rebuilt = rebuilt - origin + ResourceSet.Of(record);
        }

        total = rebuilt;
        return null;
    }

    // What the record was made of: at most the static reservation at the bottom, and no volume.
    private static ResourceRecord BaseOf(ResourceRecord record)
    {
        var stack = record.Reservations;
        var isStatic = !stack.IsEmpty && stack[0].Type == ReservationType.Static;
        var origin = isStatic ? ReservationStack.Of(stack[0]) : ReservationStack.Empty;
        return record.StripVolume().WithReservations(origin);
    }
}
