using MesosOrleans.Protocol.V1;
using Orleans.Concurrency;

namespace MesosOrleans.Grains.Interfaces.Allocation;

/// <summary>
/// The root of the allocator's tree: knows every agent's free resources and every role's share, and gives agents to
/// roles by weighted dominant share, one batch a role and cycle. Nothing of it is durable: agents and roles report
/// again. Key: <see cref="Key"/>.
/// </summary>
[Alias("MesosOrleans.IRootAllocatorGrain")]
public interface IRootAllocatorGrain : IGrainWithStringKey
{
    /// <summary>The one key.</summary>
    const string Key = "/";

    /// <summary>What an agent has and what is used on it: the whole, so that a lost report heals with the next.</summary>
    [OneWay]
    [Alias("ReportAgent")]
    Task ReportAgent(AgentReport report);

    /// <summary>An agent is gone, unreachable or inactive for good.</summary>
    [OneWay]
    [Alias("RemoveAgent")]
    Task RemoveAgent(string agentId);

    /// <summary>A role's demand, and which of its offers live; sent on change and as a heartbeat.</summary>
    [OneWay]
    [Alias("ReportRole")]
    Task ReportRole(RoleReport report);

    /// <summary>Offers that have ended.</summary>
    [OneWay]
    [Alias("ReportOfferEnds")]
    Task ReportOfferEnds(OfferEnds ends);

    /// <summary>Sets a role's weight for this activation; the role's own grain keeps it.</summary>
    [Alias("SetWeight")]
    Task SetWeight(string role, double weight);

    /// <summary>
    /// Rescinds offers of an agent, with the default filter, until their sum contains <paramref name="needed"/>; all of
    /// them when it is null.
    /// </summary>
    [AlwaysInterleave]
    [Alias("RescindOffers")]
    Task RescindOffers(string agentId, IReadOnlyList<Resource>? needed);

    /// <summary>Brings the grain to life.</summary>
    [Alias("EnsureActive")]
    Task EnsureActive();
}
