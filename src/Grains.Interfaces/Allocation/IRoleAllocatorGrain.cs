using Orleans.Concurrency;

namespace MesosOrleans.Grains.Interfaces.Allocation;

/// <summary>
/// A role's level of the allocator: gives the agents that its parent hands it to the role's frameworks by dominant
/// share, keeps the offers and the refuse filters. Nothing of it is durable. Key: role path.
/// </summary>
[Alias("MesosOrleans.IRoleAllocatorGrain")]
public interface IRoleAllocatorGrain : IGrainWithStringKey
{
    /// <summary>
    /// What a framework wants of this role; sent on change and as a heartbeat, with the offers it believes in.
    /// </summary>
    [Alias("SetDemand")]
    Task<DemandReply> SetDemand(FrameworkDemand demand);

    /// <summary>The framework left the role or was removed: its offers here are void.</summary>
    [Alias("RemoveFramework")]
    Task RemoveFramework(string frameworkId);

    /// <summary>Offers that the framework accepted, declined or lost.</summary>
    [Alias("EndOffers")]
    Task EndOffers(IReadOnlyList<OfferEnd> ends);

    /// <summary>
    /// One cycle's agents, from the parent, in the order in which they are to be given.
    /// </summary>
    /// <returns>The pieces that no framework took.</returns>
    [Alias("Assign")]
    Task<AssignReply> Assign(AssignBatch batch);

    /// <summary>Rescinds all offers on an agent, or all of the role when <paramref name="agentId"/> is null.</summary>
    [OneWay]
    [Alias("Rescind")]
    Task Rescind(string? agentId);
}
