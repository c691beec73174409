using MesosOrleans.Protocol.V1;
using OperationType = MesosOrleans.Protocol.V1.Offer.Types.Operation.Types.Type;

namespace MesosOrleans.Core.Resources;

/// <summary>
/// What the operations that need no work on the agent do to resources: RESERVE, UNRESERVE, CREATE, DESTROY, GROW_VOLUME,
/// SHRINK_VOLUME. <see cref="OperationValidator"/> judges who may do what; here only the form is checked.
/// </summary>
public static class OperationConversions
{
    /// <summary>Names whose totals no operation may change.</summary>
    private static readonly string[] Conserved =
        [ResourceNames.Cpus, ResourceNames.Gpus, ResourceNames.Mem, ResourceNames.Disk];

    /// <summary>True when an operation takes effect as soon as it is accepted, without word from the agent.</summary>
    public static bool IsSpeculative(OperationType type) => type is OperationType.Reserve
        or OperationType.Unreserve
        or OperationType.Create
        or OperationType.Destroy
        or OperationType.GrowVolume
        or OperationType.ShrinkVolume;

    /// <summary>The steps of an operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="conversions">The steps, in order; empty on failure.</param>
    /// <returns>What is wrong; null on success.</returns>
    public static string? TryGet(Offer.Types.Operation operation, out IReadOnlyList<ResourceConversion> conversions)
    {
        ArgumentNullException.ThrowIfNull(operation);
        conversions = [];
        if (operation.Type == OperationType.Unknown)
        {
            return "Unknown operation";
        }

        if (!IsSpeculative(operation.Type))
        {
            return "Operation not supported";
        }

        var error = OperationValidator.ValidatePayload(operation) ?? CheckForm(operation);
        if (error is not null)
        {
            return error;
        }

        conversions = operation.Type switch
        {
            OperationType.Reserve => Reserve(operation.Reserve),
            OperationType.Unreserve => Unreserve(operation.Unreserve),
            OperationType.Create => Each(operation.Create.Volumes, Create),
            OperationType.Destroy => Each(operation.Destroy.Volumes, Destroy),
            OperationType.GrowVolume => Grow(operation.GrowVolume),
            _ => Shrink(operation.ShrinkVolume),
        };
        return null;
    }

    /// <summary>Applies an operation, whole or not at all.</summary>
    /// <param name="target">The resources to change.</param>
    /// <param name="operation">The operation, its resources allocated as the target's are.</param>
    /// <param name="result">The changed resources; the unchanged ones on failure.</param>
    /// <returns>What is wrong; null on success.</returns>
    /// <exception cref="InvariantViolationException">The operation made resources appear or vanish.</exception>
    public static string? TryApply(ResourceSet target, Offer.Types.Operation operation, out ResourceSet result)
    {
        result = target;
        return TryGet(operation, out var conversions) ?? TryApply(target, conversions, out result);
    }

    /// <summary>Applies steps in order, all or none.</summary>
    /// <param name="target">The resources to change.</param>
    /// <param name="conversions">The steps.</param>
    /// <param name="result">The changed resources; the unchanged ones on failure.</param>
    /// <returns>What is wrong; null on success.</returns>
    /// <exception cref="InvariantViolationException">The steps made resources appear or vanish.</exception>
    public static string? TryApply(
        ResourceSet target, IReadOnlyList<ResourceConversion> conversions, out ResourceSet result)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(conversions);
        result = target;
        var changed = target;
        foreach (var conversion in conversions)
        {
            if (conversion.TryApply(changed, out changed) is { } error)
            {
                return error;
            }
        }

        foreach (var name in Conserved)
        {
            Invariant.Check(
                changed.ScalarMilli(name) == target.ScalarMilli(name), $"an operation changed {name}: {target} to {changed}");
        }

        Invariant.Check(changed.Ports.Equals(target.Ports), $"an operation changed ports: {target} to {changed}");
        result = changed;
        return null;
    }

    /// <summary>The resource provider that an operation is for.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="providerId">The provider; null for the agent itself.</param>
    /// <returns>What is wrong; null on success.</returns>
    public static string? TryGetProvider(Offer.Types.Operation operation, out string? providerId)
    {
        ArgumentNullException.ThrowIfNull(operation);
        providerId = null;
        if (operation.Type is OperationType.Launch or OperationType.LaunchGroup or OperationType.Unknown)
        {
            return $"Unexpected {OperationValidator.NameOf(operation.Type)} operation";
        }

        var resources = ResourcesOf(operation);
        if (resources.Count == 0)
        {
            return "Operation contains no resources";
        }

        providerId = resources[0].ProviderId?.Value;
        foreach (var resource in resources)
        {
            if (resource.ProviderId?.Value != providerId)
            {
                providerId = null;
                return "Resources are from multiple resource providers";
            }
        }

        return null;
    }

    /// <summary>All resources that an operation names, except those of tasks and executors.</summary>
    public static IReadOnlyList<Resource> ResourcesOf(Offer.Types.Operation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return operation.Type switch
        {
            OperationType.Reserve => [.. operation.Reserve?.Source ?? [], .. operation.Reserve?.Resources ?? []],
            OperationType.Unreserve => operation.Unreserve?.Resources ?? [],
            OperationType.Create => operation.Create?.Volumes ?? [],
            OperationType.Destroy => operation.Destroy?.Volumes ?? [],
            OperationType.GrowVolume => Present(operation.GrowVolume?.Volume, operation.GrowVolume?.Addition),
            OperationType.ShrinkVolume => Present(operation.ShrinkVolume?.Volume),
            OperationType.CreateDisk => Present(operation.CreateDisk?.Source),
            OperationType.DestroyDisk => Present(operation.DestroyDisk?.Source),
            _ => [],
        };
    }

    // What the steps below rely on.
    private static string? CheckForm(Offer.Types.Operation operation)
    {
        var resources = ResourcesOf(operation);
        if (ResourceValidator.Validate(resources) is { } error)
        {
            return error;
        }

        return operation.Type switch
        {
            OperationType.Reserve => CheckReserved(operation.Reserve.Resources),
            OperationType.Unreserve => CheckReserved(operation.Unreserve.Resources),
            OperationType.GrowVolume => resources.Count < 2
                ? "Operation contains no resources"
                : ResizeValidator.ValidateGrow(Record(resources[0]), Record(resources[1]), new OperationContext()),
            OperationType.ShrinkVolume => resources.Count < 1
                ? "Operation contains no resources"
                : ResizeValidator.ValidateShrink(
                    Record(resources[0]), operation.ShrinkVolume.Subtract?.Value ?? 0, new OperationContext()),
            _ => null,
        };
    }

    private static string? CheckReserved(IEnumerable<Resource> resources)
    {
        var plain = resources.Select(Record).FirstOrDefault(record => !record.Reservations.IsDynamic);
        return plain is null ? null : $"Resource {plain} is not dynamically reserved";
    }

    private static ResourceRecord Record(Resource valid) =>
        ResourceRecord.FromProto(valid) ?? throw new InvariantViolationException($"{valid} was found valid and is not");

    private static Resource[] Present(params Resource?[] resources) => [.. resources.OfType<Resource>()];

    private static ResourceConversion[] Reserve(Offer.Types.Operation.Types.Reserve reserve)
    {
        var converted = ResourceSet.FromProto(reserve.Resources);
        var consumed = reserve.Source.Count > 0 ? ResourceSet.FromProto(reserve.Source) : converted.PopReservation();
        return [new ResourceConversion(consumed, converted)];
    }

    private static ResourceConversion[] Unreserve(Offer.Types.Operation.Types.Unreserve unreserve) =>
        Each(unreserve.Resources, static record =>
            new ResourceConversion(ResourceSet.Of(record), ResourceSet.Of(record.PopReservation())));

    private static ResourceConversion Create(ResourceRecord volume) =>
        new(ResourceSet.Of(volume.StripVolume()), ResourceSet.Of(volume));

    private static ResourceConversion Destroy(ResourceRecord volume) => new(
        ResourceSet.Of(volume),
        ResourceSet.Of(volume.StripVolume()),
        result => result.Unallocate().Contains(volume.Unallocate())
            ? $"Persistent volume {volume} cannot be removed due to additional shared copies"
            : null);

    private static ResourceConversion[] Grow(Offer.Types.Operation.Types.GrowVolume grow)
    {
        var (volume, addition) = (Record(grow.Volume), Record(grow.Addition));
        var grown = volume.WithMilli(FixedPoint.Add(volume.Milli, addition.Milli));
        return [new ResourceConversion(ResourceSet.Of(volume, addition), ResourceSet.Of(grown))];
    }

    private static ResourceConversion[] Shrink(Offer.Types.Operation.Types.ShrinkVolume shrink)
    {
        var volume = Record(shrink.Volume);
        var subtract = FixedPoint.FromDouble(shrink.Subtract.Value);
        var freed = volume.StripVolume().WithMilli(subtract);
        var shrunk = volume.WithMilli(volume.Milli - subtract);
        return [new ResourceConversion(ResourceSet.Of(volume), ResourceSet.Of(shrunk, freed))];
    }

    private static ResourceConversion[] Each(
        IEnumerable<Resource> resources, Func<ResourceRecord, ResourceConversion> convert) =>
        [.. resources.Select(Record).Select(convert)];
}
