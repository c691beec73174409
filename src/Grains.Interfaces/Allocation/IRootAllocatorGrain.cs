using MesosOrleans.Grains.Interfaces.Roles;
using MesosOrleans.Protocol.V1;
using Orleans.Concurrency;

namespace MesosOrleans.Grains.Interfaces.Allocation;

/// <summary>
/// The root of the allocator's tree: knows every agent, every framework's demand, quotas and weights, and decides which
/// framework is offered what; one batch a top-level role and cycle. Nothing of it is durable: agents and roles report
/// again. Key: <see cref="Key"/>.
/// </summary>
[Alias("MesosOrleans.IRootAllocatorGrain")]
public interface IRootAllocatorGrain : IGrainWithStringKey
{
    /// <summary>The one key.</summary>
    const string Key = "/";

    /// <summary>What an agent has and what is used on it: the whole, so that a lost report heals with the next.</summary>
    [OneWay]
    [AlwaysInterleave]
    [Alias("ReportAgent")]
    Task ReportAgent(AgentReport report);

    /// <summary>An agent is gone, unreachable or inactive for good.</summary>
    [OneWay]
    [AlwaysInterleave]
    [Alias("RemoveAgent")]
    Task RemoveAgent(string agentId);

    /// <summary>Demands and live offers of roles; sent on change and as heartbeats.</summary>
    [OneWay]
    [AlwaysInterleave]
    [Alias("ReportRoles")]
    Task ReportRoles(IReadOnlyList<RoleReport> reports);

    /// <summary>Offers that have ended.</summary>
    [OneWay]
    [AlwaysInterleave]
    [Alias("ReportOfferEnds")]
    Task ReportOfferEnds(OfferEnds ends);

    /// <summary>A framework has answered an inverse offer, or lost it.</summary>
    [OneWay]
    [AlwaysInterleave]
    [Alias("AnswerInverseOffer")]
    Task AnswerInverseOffer(InverseOfferAnswer answer);

    /// <summary>
    /// Takes over weights and quotas when the document is newer than the present one, and rescinds what the change that
    /// led to it demands (allocation.md 13.3, 14). Called by <see cref="IRolePolicyGrain"/>.
    /// </summary>
    [AlwaysInterleave]
    [Alias("SetPolicy")]
    Task SetPolicy(RolePolicy policy, PolicyChange change);

    /// <summary>Host names that may be offered; null allows all.</summary>
    [AlwaysInterleave]
    [Alias("SetWhitelist")]
    Task SetWhitelist(IReadOnlyList<string>? hostnames);

    /// <summary>
    /// Rescinds offers of an agent, with the default filter, until their sum contains <paramref name="needed"/>; all of
    /// them when it is null. Returns when the frameworks' offers are void and the resources free.
    /// </summary>
    [AlwaysInterleave]
    [Alias("RescindOffers")]
    Task RescindOffers(string agentId, IReadOnlyList<Resource>? needed);

    /// <summary>What the allocator knows at this moment.</summary>
    [AlwaysInterleave]
    [Alias("GetSnapshot")]
    Task<AllocatorSnapshot> GetSnapshot();

    /// <summary>Frameworks' answers to inverse offers since each agent's unavailability was planned.</summary>
    [AlwaysInterleave]
    [Alias("GetInverseOfferAnswers")]
    Task<IReadOnlyList<InverseOfferAnswer>> GetInverseOfferAnswers();

    /// <summary>Suppressed roles of every framework, and the agents that its offer constraints leave out.</summary>
    [AlwaysInterleave]
    [Alias("GetExclusions")]
    Task<IReadOnlyList<FrameworkExclusions>> GetExclusions();

    /// <summary>
    /// With <c>ManualAllocation</c> set: moves the allocator's clock and runs a cycle, if one is asked for or it is the
    /// periodic one. For tests and benchmarks.
    /// </summary>
    /// <param name="periodic">Runs the periodic cycle over all agents.</param>
    /// <param name="advance">How far the clock moves first.</param>
    /// <returns>The offers that were made, once their roles have published them.</returns>
    [AlwaysInterleave]
    [Alias("Cycle")]
    Task<CycleResult> Cycle(bool periodic, TimeSpan advance);

    /// <summary>What the allocator has heard and holds, for those who must know that their words have arrived.</summary>
    [AlwaysInterleave]
    [Alias("Inspect")]
    Task<AllocatorInspection> Inspect();

    /// <summary>Brings the grain to life.</summary>
    [Alias("EnsureActive")]
    Task EnsureActive();
}
