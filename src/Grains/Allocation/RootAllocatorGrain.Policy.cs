using MesosOrleans.Core.Allocation;
using MesosOrleans.Core.Allocation.Roles;
using MesosOrleans.Core.Resources;
using MesosOrleans.Grains.Interfaces.Allocation;
using MesosOrleans.Grains.Interfaces.Roles;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Grains.Allocation;

/// <summary>Weights and quotas, rescinding on demand, and what can be seen from outside.</summary>
public sealed partial class RootAllocatorGrain
{
    private long _policyVersion = -1;
    private IReadOnlyList<string>? _whitelist;

    /// <inheritdoc />
    public async Task SetPolicy(RolePolicy policy, PolicyChange change)
    {
        if (policy.Version <= _policyVersion)
        {
            return;
        }

        TakePolicy(policy);
        switch (change.Kind)
        {
            case PolicyChangeKind.Weights:
                _allocation.RescindForWeights(change.Roles);
                break;
            case PolicyChangeKind.UpdateQuota:
                _allocation.RescindForUpdate(change.Roles);
                break;
            case PolicyChangeKind.SetQuota when change.Roles.Count > 0:
                _allocation.RescindForSet(change.Roles[0]);
                break;
            default:
                break;
        }

        await Carry(_allocation.TakeEffects());
    }

    /// <inheritdoc />
    public Task SetWhitelist(IReadOnlyList<string>? hostnames)
    {
        _allocation.SetWhitelist(hostnames);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task RescindOffers(string agentId, IReadOnlyList<Resource>? needed)
    {
        _allocation.ChooseRescinds(agentId, needed is null ? null : ResourceSet.FromProto(needed).Unallocate());
        return Carry(_allocation.TakeEffects());
    }

    /// <inheritdoc />
    public Task<AllocatorSnapshot> GetSnapshot()
    {
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal);
        _allocation.WriteMetrics(metrics);
        _runTimes.Write("allocator/mesos/allocation_run_ms", metrics);
        _latencies.Write("allocator/mesos/allocation_run_latency_ms", metrics);
        metrics["allocator/mesos/event_queue_dispatches"] = _changes;
        metrics["allocator/event_queue_dispatches"] = _changes;
        return Task.FromResult(new AllocatorSnapshot
        {
            Capacity = _allocation.Capacity().ToAmounts(),
            Roles = _allocation.Allocator.Roles.Nodes.ToDictionary(node => node.Path, SnapshotOf, StringComparer.Ordinal),
            Metrics = metrics,
            IsRecovering = _allocation.IsHeldOff,
            Runs = _allocation.Allocator.Runs,
            OffersOut = _allocation.Offers.Count,
        });
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<InverseOfferAnswer>> GetInverseOfferAnswers() =>
        Task.FromResult<IReadOnlyList<InverseOfferAnswer>>(
        [
            .. _allocation.InverseOfferReplies().Select(answer => new InverseOfferAnswer
            {
                AgentId = answer.AgentId,
                FrameworkId = answer.FrameworkId,
                Accepted = answer.Response == InverseOfferResponse.Accept,
                At = answer.At,
                Hostname = answer.Hostname,
                Ip = answer.Ip,
            }),
        ]);

    /// <inheritdoc />
    public Task<IReadOnlyList<FrameworkExclusions>> GetExclusions() => Task.FromResult<IReadOnlyList<FrameworkExclusions>>(
        _allocation.Demands.Select(demand => new FrameworkExclusions
        {
            FrameworkId = demand.Id,
            SuppressedRoles = _allocation.SuppressedRoles(demand.Id),
            ExcludedAgents = FrameworkSpecReader.RolesOf(demand.Framework).ToDictionary(
                role => role, role => _allocation.Allocator.ExcludedAgents(demand.Id, role), StringComparer.Ordinal),
        }).ToList());

    /// <inheritdoc />
    public Task<AllocatorInspection> Inspect() => Task.FromResult(new AllocatorInspection
    {
        Demands = _allocation.Demands.ToDictionary(demand => demand.Id, demand => demand.Sequence, StringComparer.Ordinal),
        Agents = _allocation.Agents.ToDictionary(agent => agent.Info.Id.Value, agent => agent.Version, StringComparer.Ordinal),
        Offers = [.. _allocation.Offers.Select(offer => offer.Id)],
        RoleOrder = _allocation.Allocator.RoleOrder(),
    });

    // The silo that the allocator runs in says which; a list set by a call stays until that changes.
    private void TakeWhitelist()
    {
        var hostnames = Settings.Whitelist();
        if (!ReferenceEquals(hostnames, _whitelist))
        {
            _whitelist = hostnames;
            _allocation.SetWhitelist(hostnames);
        }
    }

    private void TakePolicy(RolePolicy policy)
    {
        _allocation.SetPolicy(policy.Weights, AllocatorMessages.QuotasOf(policy));
        _policyVersion = policy.Version;
    }

    private RoleSnapshot SnapshotOf(RoleNode node) => new()
    {
        Consumed = _allocation.Allocator.QuotaConsumed(node.Path).ToAmounts(),
        OfferedOrAllocated = _allocation.Allocator.OfferedOrAllocated(node.Path).ToAmounts(),
        Reserved = _allocation.Allocator.Reserved(node.Path).ToAmounts(),
        Frameworks = node.Frameworks,
        Weight = node.Weight,
    };
}
