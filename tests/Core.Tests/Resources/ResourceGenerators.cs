using CsCheck;
using MesosOrleans.Core.Resources;
using SourceType = MesosOrleans.Protocol.V1.Resource.Types.DiskInfo.Types.Source.Types.Type;

namespace MesosOrleans.Core.Tests.Resources;

/// <summary>Random collections in which records often meet.</summary>
internal static class ResourceGenerators
{
    private static readonly Gen<ResourceRecord> GenScalar = Gen.Select(
        Pick("cpus", "mem", "disk", "x"), Gen.Long[1, 5000]).Select(ResourceRecord.ScalarMilli);

    private static readonly Gen<ResourceRecord> GenPorts = Gen.Select(Gen.ULong[0, 60], Gen.ULong[0, 5]).Array[1, 4]
        .Select(pairs => ResourceRecord.OfRanges(
            "ports", ValueRanges.Of([.. pairs.Select(pair => new ValueRange(pair.Item1, pair.Item1 + pair.Item2))])));

    private static readonly Gen<ResourceRecord> GenItems =
        Pick("a", "b", "c", "d").Array[1, 4].Select(items => ResourceRecord.OfItems("bag", ValueSet.Of(items)));

    private static readonly Gen<ReservationStack> GenStack = Pick(
        ReservationStack.Empty,
        ReservationStack.Empty,
        ReservationStack.Of(Samples.Static("r")),
        ReservationStack.Of(Samples.Dynamic("r", "p")),
        ReservationStack.Of(Samples.Static("r"), Samples.Dynamic("r/s")));

    private static readonly Gen<ResourceRecord> GenDisk = Pick(
        Samples.Disk(10, source: SourceType.Path, root: "/p"),
        Samples.Disk(10, source: SourceType.Mount, root: "/m"),
        Samples.Disk(10, "r", id: "v1"),
        Samples.Disk(20, "r", id: "v2", principal: "p"),
        Samples.Disk(30, "r", id: "v3", shared: true),
        Samples.Disk(40, source: SourceType.Block, sourceId: "b", provider: "prov"));

    /// <summary>Records that can be added up and split.</summary>
    public static Gen<ResourceRecord> Divisible { get; } =
        Gen.Select(Gen.OneOf(GenScalar, GenPorts, GenItems), GenStack, Gen.Int[0, 3]).Select((record, stack, flags) =>
        {
            var marked = record.WithReservations(stack);
            marked = (flags & 1) == 0 || stack.IsDynamic ? marked : marked.WithKey(marked.Key.WithRevocable(true));
            return (flags & 2) == 0 ? marked : marked.Allocate("r/s");
        });

    /// <summary>Any collection.</summary>
    public static Gen<ResourceSet> Any { get; } =
        Gen.Frequency((5, Divisible), (1, GenDisk)).Array[0, 8].Select(records => ResourceSet.Of(records));

    /// <summary>Collections of scalars that can be added up and split.</summary>
    public static Gen<ResourceSet> Scalars { get; } = Gen.Select(GenScalar, GenStack)
        .Select((record, stack) => record.WithReservations(stack)).Array[0, 8].Select(records => ResourceSet.Of(records));

    private static Gen<T> Pick<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);
}
