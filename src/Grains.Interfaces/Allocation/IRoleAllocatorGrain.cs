using Orleans.Concurrency;

namespace MesosOrleans.Grains.Interfaces.Allocation;

/// <summary>
/// A role's level of the allocator: knows the role's frameworks and their demand, builds and publishes the offers that the
/// root decided on, times them out, and relays between the root and the roles below. Nothing of it is durable.
/// Key: role path.
/// </summary>
[Alias("MesosOrleans.IRoleAllocatorGrain")]
public interface IRoleAllocatorGrain : IGrainWithStringKey
{
    /// <summary>
    /// What a framework wants; sent to each of its roles on change and as a heartbeat, with the offers it believes in.
    /// A demand whose framework has this role no longer ends its offers here.
    /// </summary>
    [AlwaysInterleave]
    [Alias("SetDemand")]
    Task<DemandReply> SetDemand(FrameworkDemand demand);

    /// <summary>The framework was removed for good: its offers here are void.</summary>
    /// <param name="frameworkId">The framework.</param>
    /// <param name="sequence">Greater than that of each of its demands.</param>
    [AlwaysInterleave]
    [Alias("RemoveFramework")]
    Task RemoveFramework(string frameworkId, long sequence);

    /// <summary>Offers that the framework accepted, declined or lost.</summary>
    [AlwaysInterleave]
    [Alias("EndOffers")]
    Task EndOffers(IReadOnlyList<OfferEnd> ends);

    /// <summary>One cycle's offers, from the parent; parts for roles below are passed on.</summary>
    /// <returns>The answers of the roles concerned, once the offers are published.</returns>
    [AlwaysInterleave]
    [Alias("Assign")]
    Task<AssignReply> Assign(AssignBatch batch);

    /// <summary>Makes offers void: returns when their frameworks no longer have them.</summary>
    /// <param name="offerIds">The offers.</param>
    /// <returns>Those that are void now; one that is being accepted is not, it ends with the outcome of that.</returns>
    [AlwaysInterleave]
    [Alias("Rescind")]
    Task<IReadOnlyList<string>> Rescind(IReadOnlyList<string> offerIds);

    /// <summary>Reports of roles below, on their way to the root.</summary>
    [OneWay]
    [AlwaysInterleave]
    [Alias("RelayReports")]
    Task RelayReports(IReadOnlyList<RoleReport> reports);
}
