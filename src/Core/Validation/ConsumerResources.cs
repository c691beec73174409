using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Validation;

/// <summary>Resources of tasks and executors, each rule in the words for whom it is broken by (http-api.md 5.5).</summary>
internal static class ConsumerResources
{
    /// <summary>Why the resources of one consumer are invalid, or null.</summary>
    /// <param name="resources">Its resources.</param>
    /// <param name="who"><c>Task</c> or <c>Executor</c>.</param>
    public static string? Validate(IReadOnlyCollection<Resource> resources, string who)
    {
        if (ResourceListValidator.Validate(resources) is { } invalid)
        {
            return $"{who} uses invalid resources: {invalid}";
        }

        // Not merged: two volumes of one id must stay two.
        var records = resources.Select(ResourceRecord.FromProto).OfType<ResourceRecord>().ToArray();
        return Prefixed($"{who} uses duplicate persistence ID: ", ResourceListValidator.ValidateUniquePersistenceIds(records))
            ?? Prefixed($"Invalid {who.ToLowerInvariant()} resources: ", ResourceListValidator.ValidateAllocation(records))
            ?? Prefixed($"{who} mixes revocable and non-revocable resources: ", ResourceListValidator.ValidateRevocable(records));
    }

    /// <summary>Why resources are invalid together, or null.</summary>
    /// <param name="parts">The resources of each.</param>
    /// <param name="who">All of them, as the messages name them.</param>
    public static string? ValidateTogether(IReadOnlyList<ResourceSet> parts, string who)
    {
        var records = parts.SelectMany(part => part.NonShared).Concat(parts.SelectMany(part => part.Shared).DistinctBy(record => record.Key)).ToArray();
        return Prefixed($"{who} use duplicate persistence ID: ", ResourceListValidator.ValidateUniquePersistenceIds(records))
            ?? Prefixed($"{who} mix revocable and non-revocable resources: ", ResourceListValidator.ValidateRevocable(records));
    }

    /// <summary>True when some port or item is used twice: then the sum is smaller than its parts.</summary>
    public static bool Overlap(IReadOnlyList<ResourceSet> parts)
    {
        var quantities = ResourceQuantities.Empty;
        var sum = ResourceSet.Empty;
        foreach (var part in parts)
        {
            quantities += part.NonShared.Quantities;
            sum += part.NonShared;
        }

        return quantities != sum.Quantities;
    }

    private static string? Prefixed(string prefix, string? error) => error is null ? null : prefix + error;
}
