using MesosOrleans.Core.Allocation.Constraints;
using MesosOrleans.Core.Allocation.Quotas;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation.Cases;

/// <summary>
/// An allocator under test, whatever it is made of. Every call is processed whole, with the run it leads to, before
/// its task ends; between <see cref="Hold"/> and <see cref="Go"/> the runs are put off and become one.
/// </summary>
public interface IAllocationCaseTarget : IAsyncDisposable
{
    /// <summary>Puts runs off.</summary>
    ValueTask Hold();

    /// <summary>Runs what was put off.</summary>
    ValueTask Go();

    /// <summary>Lets one allocation interval pass and then the periodic run over all agents.</summary>
    ValueTask Tick();

    /// <summary>An agent joins.</summary>
    ValueTask AddAgent(CaseAgent agent);

    /// <summary>An agent leaves for good.</summary>
    ValueTask RemoveAgent(string agentId);

    /// <summary>An agent changes; null leaves a part as it is.</summary>
    ValueTask UpdateAgent(
        string agentId, AgentAttributes? attributes, ResourceSet? total, AgentCapabilities? capabilities);

    /// <summary>An agent is activated or deactivated.</summary>
    ValueTask SetAgentActive(string agentId, bool isActive);

    /// <summary>An agent will be unavailable.</summary>
    ValueTask ScheduleMaintenance(string agentId);

    /// <summary>A framework joins.</summary>
    ValueTask AddFramework(FrameworkSpec framework, bool isActive);

    /// <summary>A framework leaves for good.</summary>
    ValueTask RemoveFramework(string frameworkId);

    /// <summary>A framework changes.</summary>
    ValueTask UpdateFramework(FrameworkSpec framework);

    /// <summary>A framework is activated or deactivated.</summary>
    ValueTask SetFrameworkActive(string frameworkId, bool isActive);

    /// <summary>A framework suppresses roles; none means all.</summary>
    ValueTask Suppress(string frameworkId, IReadOnlyCollection<string> roles);

    /// <summary>A framework revives roles; none means all.</summary>
    ValueTask Revive(string frameworkId, IReadOnlyCollection<string> roles);

    /// <summary>Resources come back.</summary>
    /// <param name="frameworkId">The holder.</param>
    /// <param name="role">The role they are held under.</param>
    /// <param name="agentId">The agent.</param>
    /// <param name="resources">What comes back.</param>
    /// <param name="refusal">The filter's duration; null installs none.</param>
    ValueTask Return(
        string frameworkId, string role, string agentId, ResourceSet resources, TimeSpan? refusal);

    /// <summary>An offer is accepted for tasks; what they do not use comes back.</summary>
    /// <param name="frameworkId">The holder.</param>
    /// <param name="role">The role it was offered under.</param>
    /// <param name="agentId">The agent.</param>
    /// <param name="offered">The whole offer.</param>
    /// <param name="used">What tasks use of it.</param>
    /// <param name="refusal">The filter's duration for the rest; null installs none.</param>
    ValueTask Launch(
        string frameworkId, string role, string agentId, ResourceSet offered, ResourceSet used, TimeSpan? refusal);

    /// <summary>A task ends: what it used is free.</summary>
    ValueTask Finish(string frameworkId, string role, string agentId, ResourceSet used);

    /// <summary>A framework's operation changes what it holds, and the agent's total.</summary>
    ValueTask Convert(string frameworkId, string role, string agentId, ResourceConversion conversion);

    /// <summary>An operator's operation changes what is available on an agent.</summary>
    /// <returns>Whether it was possible.</returns>
    ValueTask<bool> Operate(string agentId, ResourceConversion conversion);

    /// <summary>A role's quota changes.</summary>
    ValueTask SetQuota(string role, RoleQuota quota);

    /// <summary>Weights change.</summary>
    ValueTask SetWeights(IReadOnlyDictionary<string, double> weights);

    /// <summary>The host whitelist changes; null allows all.</summary>
    ValueTask SetWhitelist(IReadOnlyCollection<string>? hostnames);

    /// <summary>The allocator starts anew with so many agents known, and the quotas set so far.</summary>
    ValueTask Recover(int knownAgents);

    /// <summary>The time for agents to return is over.</summary>
    ValueTask EndRecovery();

    /// <summary>A framework answers an inverse offer.</summary>
    ValueTask AnswerInverseOffer(
        string frameworkId, string agentId, InverseOfferResponse? response, TimeSpan? refusal);

    /// <summary>Offers since this was last asked.</summary>
    ValueTask<IReadOnlyList<AllocationOffer>> TakeOffers();

    /// <summary>Inverse offers of the latest run.</summary>
    ValueTask<IReadOnlyList<InverseOfferRequest>> LatestInverseOffers();

    /// <summary>All an agent has.</summary>
    ValueTask<ResourceSet> TotalOf(string agentId);

    /// <summary>What a framework holds on an agent under a role.</summary>
    ValueTask<ResourceSet> HeldBy(string frameworkId, string role, string agentId);

    /// <summary>A role's weighted dominant share.</summary>
    ValueTask<double> DominantShare(string role);

    /// <summary>Active roles in the order in which they would be served.</summary>
    ValueTask<IReadOnlyList<string>> RoleOrder();

    /// <summary>Refuse filters in a role.</summary>
    ValueTask<int> ActiveFilters(string role);

    /// <summary>Runs so far.</summary>
    ValueTask<long> Runs();
}
