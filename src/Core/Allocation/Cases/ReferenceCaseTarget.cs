using MesosOrleans.Core.Allocation.Constraints;
using MesosOrleans.Core.Allocation.Quotas;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation.Cases;

/// <summary>Runs cases against the sequential allocator, with a clock that only <c>tick</c> moves.</summary>
/// <param name="options">The allocator's settings.</param>
/// <param name="seed">Seed of all chance.</param>
public sealed class ReferenceCaseTarget(AllocatorOptions options, int seed) : IAllocationCaseTarget
{
    private readonly HierarchicalAllocator _allocator = new(options, new Random(seed));
    private readonly List<AllocationOffer> _offers = [];
    private IReadOnlyList<InverseOfferRequest> _inverseOffers = [];
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;
    private bool _isHeld;

    /// <inheritdoc/>
    public ValueTask Hold()
    {
        _isHeld = true;
        return default;
    }

    /// <inheritdoc/>
    public ValueTask Go()
    {
        _isHeld = false;
        return Done();
    }

    /// <inheritdoc/>
    public ValueTask Tick()
    {
        _now += options.AllocationInterval;
        Take(_allocator.RunBatch(_now));
        return default;
    }

    /// <inheritdoc/>
    public ValueTask AddAgent(CaseAgent agent)
    {
        _allocator.AddAgent(agent.Spec, agent.Used);
        return Done();
    }

    /// <inheritdoc/>
    public ValueTask RemoveAgent(string agentId)
    {
        _allocator.RemoveAgent(agentId);
        return Done();
    }

    /// <inheritdoc/>
    public ValueTask UpdateAgent(
        string agentId, AgentAttributes? attributes, ResourceSet? total, AgentCapabilities? capabilities)
    {
        _allocator.UpdateAgent(agentId, attributes, total, capabilities);
        return Done();
    }

    /// <inheritdoc/>
    public ValueTask SetAgentActive(string agentId, bool isActive)
    {
        if (isActive)
        {
            _allocator.ActivateAgent(agentId);
        }
        else
        {
            _allocator.DeactivateAgent(agentId);
        }

        return Done();
    }

    /// <inheritdoc/>
    public ValueTask ScheduleMaintenance(string agentId)
    {
        _allocator.UpdateUnavailability(agentId, new AgentUnavailability(_now + TimeSpan.FromHours(1)));
        return Done();
    }

    /// <inheritdoc/>
    public ValueTask AddFramework(FrameworkSpec framework, bool isActive)
    {
        _allocator.AddFramework(framework, isActive);
        return Done();
    }

    /// <inheritdoc/>
    public ValueTask RemoveFramework(string frameworkId)
    {
        _allocator.RemoveFramework(frameworkId);
        return Done();
    }

    /// <inheritdoc/>
    public ValueTask UpdateFramework(FrameworkSpec framework)
    {
        _allocator.UpdateFramework(framework);
        return Done();
    }

    /// <inheritdoc/>
    public ValueTask SetFrameworkActive(string frameworkId, bool isActive)
    {
        if (isActive)
        {
            _allocator.ActivateFramework(frameworkId);
        }
        else
        {
            _allocator.DeactivateFramework(frameworkId);
        }

        return Done();
    }

    /// <inheritdoc/>
    public ValueTask Suppress(string frameworkId, IReadOnlyCollection<string> roles)
    {
        _allocator.SuppressOffers(frameworkId, roles);
        return Done();
    }

    /// <inheritdoc/>
    public ValueTask Revive(string frameworkId, IReadOnlyCollection<string> roles)
    {
        _allocator.ReviveOffers(frameworkId, roles);
        return Done();
    }

    /// <inheritdoc/>
    public ValueTask Return(
        string frameworkId, string role, string agentId, ResourceSet resources, TimeSpan? refusal)
    {
        _allocator.RecoverResources(frameworkId, role, agentId, resources, refusal, _now);
        return Done();
    }

    /// <inheritdoc/>
    public ValueTask Launch(
        string frameworkId, string role, string agentId, ResourceSet offered, ResourceSet used, TimeSpan? refusal)
    {
        ArgumentNullException.ThrowIfNull(offered);
        _allocator.TransitionOfferedToAllocated(frameworkId, role, agentId, used);
        _allocator.RecoverResources(frameworkId, role, agentId, offered - used, refusal, _now);
        return Done();
    }

    /// <inheritdoc/>
    public ValueTask Finish(string frameworkId, string role, string agentId, ResourceSet used)
    {
        _allocator.RecoverResources(frameworkId, role, agentId, used, null, _now, isAllocated: true);
        return Done();
    }

    /// <inheritdoc/>
    public ValueTask Convert(string frameworkId, string role, string agentId, ResourceConversion conversion)
    {
        _allocator.UpdateAllocation(frameworkId, role, agentId, [conversion]);
        return Done();
    }

    /// <inheritdoc/>
    public async ValueTask<bool> Operate(string agentId, ResourceConversion conversion)
    {
        var isPossible = _allocator.UpdateAvailable(agentId, [conversion]);
        await Done().ConfigureAwait(true);
        return isPossible;
    }

    /// <inheritdoc/>
    public ValueTask SetQuota(string role, RoleQuota quota)
    {
        _allocator.UpdateQuota(role, quota);
        return Done();
    }

    /// <inheritdoc/>
    public ValueTask SetWeights(IReadOnlyDictionary<string, double> weights)
    {
        _allocator.UpdateWeights(weights);
        return Done();
    }

    /// <inheritdoc/>
    public ValueTask SetWhitelist(IReadOnlyCollection<string>? hostnames)
    {
        _allocator.UpdateWhitelist(hostnames);
        return Done();
    }

    /// <inheritdoc/>
    public ValueTask Recover(int knownAgents)
    {
        _allocator.Recover(knownAgents, []);
        return Done();
    }

    /// <inheritdoc/>
    public ValueTask EndRecovery()
    {
        _allocator.EndRecovery();
        return Done();
    }

    /// <inheritdoc/>
    public ValueTask AnswerInverseOffer(
        string frameworkId, string agentId, InverseOfferResponse? response, TimeSpan? refusal)
    {
        _allocator.UpdateInverseOffer(agentId, frameworkId, response, refusal, _now);
        return Done();
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AllocationOffer>> TakeOffers()
    {
        AllocationOffer[] taken = [.. _offers];
        _offers.Clear();
        return ValueTask.FromResult<IReadOnlyList<AllocationOffer>>(taken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<InverseOfferRequest>> LatestInverseOffers() => ValueTask.FromResult(_inverseOffers);

    /// <inheritdoc/>
    public ValueTask<ResourceSet> TotalOf(string agentId) => ValueTask.FromResult(_allocator.TotalOf(agentId));

    /// <inheritdoc/>
    public ValueTask<ResourceSet> HeldBy(string frameworkId, string role, string agentId) =>
        ValueTask.FromResult(_allocator.HeldBy(frameworkId, role, agentId));

    /// <inheritdoc/>
    public ValueTask<double> DominantShare(string role) => ValueTask.FromResult(_allocator.DominantShare(role));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> RoleOrder() => ValueTask.FromResult(_allocator.RoleOrder());

    /// <inheritdoc/>
    public ValueTask<int> ActiveFilters(string role) => ValueTask.FromResult(_allocator.ActiveFilters(role));

    /// <inheritdoc/>
    public ValueTask<long> Runs() => ValueTask.FromResult(_allocator.Runs);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => default;

    private ValueTask Done()
    {
        if (!_isHeld && _allocator.IsRunRequested)
        {
            Take(_allocator.Run(_now));
        }

        return default;
    }

    private void Take(AllocationRun run)
    {
        _offers.AddRange(run.Offers);
        _inverseOffers = run.InverseOffers;
    }
}
