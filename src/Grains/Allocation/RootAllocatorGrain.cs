using MesosOrleans.Core.Agents;
using MesosOrleans.Core.Allocation.Tree;
using MesosOrleans.Core.Resources;
using MesosOrleans.Grains.Interfaces;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Grains.Interfaces.Allocation;
using MesosOrleans.Grains.Interfaces.Cluster;
using MesosOrleans.Grains.Interfaces.Roles;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MesosOrleans.Grains.Allocation;

/// <summary>
/// The root of the allocator's tree. Messages change <see cref="RootAllocation"/>, which decides; a cycle runs beside
/// them, soon after the first change and never two at a time.
/// </summary>
[KeepAlive]
public sealed partial class RootAllocatorGrain(
    IOptions<ClusterSettings> options,
    TimeProvider time,
    ILogger<RootAllocatorGrain> logger) : Grain, IRootAllocatorGrain
{
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan RestAfterCycle = TimeSpan.FromMilliseconds(5);
    private readonly RootAllocation _allocation = new(new Random(1));
    private MinAllocatable _minimum = null!;
    private long _epoch;
    private bool _cycling;

    /// <inheritdoc />
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _minimum = new MinAllocatable(options.Value.MinAllocatableResources);

        // Later lives must have greater numbers than former ones, wherever they ran.
        _epoch = time.GetUtcNow().UtcTicks;
        this.RegisterGrainTimer(
            OnTimer, new GrainTimerCreationOptions(options.Value.AllocationInterval, options.Value.AllocationInterval));
        Gather().Ignore();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task EnsureActive() => Task.CompletedTask;

    /// <inheritdoc />
    public Task ReportAgent(AgentReport report)
    {
        _allocation.Update(new AgentSnapshot
        {
            Info = report.Agent,
            Ip = report.Ip,
            Epoch = report.Epoch,
            Version = report.Version,
            Total = ResourceSet.FromProto(report.Total),
            Uses = [.. report.Used.Select(use => new LedgerUse(use.FrameworkId, use.Role, ResourceSet.FromProto(use.Resources)))],
            Executors = Executors(report.Used),
            Active = report.Active,
        });
        if (!report.Active)
        {
            Rescind(_allocation.RolesWithPiecesOf(report.Agent.Id.Value), report.Agent.Id.Value);
        }

        CycleSoon();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task RemoveAgent(string agentId)
    {
        Rescind(_allocation.RemoveAgent(agentId), agentId);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task ReportRole(RoleReport report)
    {
        var ours = report.RootEpoch == _epoch;
        _allocation.Update(new RoleDemand
        {
            Role = report.Role,
            Epoch = report.Epoch,
            Sequence = report.Sequence,
            Wanted = report.Wanted,
            Retry = report.Retry,
            LivePieces = ours ? report.LivePieces : [],
            LastBatch = ours ? report.LastBatch : 0,
            Frameworks = report.Frameworks,
        });
        if (!ours && report.RootEpoch != 0)
        {
            // The role's offers are those of a former life: an empty batch of this one makes them void.
            SendBatch(report.Role, []).Ignore();
        }

        CycleSoon();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task ReportOfferEnds(OfferEnds ends)
    {
        if (ends.RootEpoch == _epoch)
        {
            foreach (var piece in ends.Pieces)
            {
                _allocation.EndPiece(
                    piece.Piece, piece.FrameworkId, ResourceSet.FromProto(piece.Used), piece.LedgerVersion);
            }

            CycleSoon();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task SetWeight(string role, double weight)
    {
        _allocation.SetWeight(role, weight);
        return Task.CompletedTask;
    }

    private static Dictionary<string, IReadOnlyList<string>> Executors(IEnumerable<AgentUse> uses)
    {
        var executors = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var use in uses.Where(use => use.ExecutorIds.Count > 0))
        {
            executors[use.FrameworkId] = use.ExecutorIds;
        }

        return executors;
    }

    private void Rescind(IReadOnlyList<string> roles, string agentId)
    {
        foreach (var role in roles)
        {
            GrainFactory.Find<IRoleAllocatorGrain>(role).Rescind(agentId).Ignore();
        }
    }

    private Task OnTimer(CancellationToken cancellationToken)
    {
        CycleSoon();
        return Task.CompletedTask;
    }

    private void CycleSoon()
    {
        if (!_cycling && _allocation.HasCandidates)
        {
            _cycling = true;
            RunCycles().Ignore();
        }
    }

    private async Task RunCycles()
    {
        try
        {
            await Task.Delay(Linger, time);
            while (_allocation.HasCandidates)
            {
                await RunCycle();
                await Task.Delay(RestAfterCycle, time);
            }
        }
        catch (Exception exception)
        {
            LogCycleFailed(exception);
        }
        finally
        {
            _cycling = false;
        }
    }

    private async Task RunCycle()
    {
        var started = time.GetTimestamp();
        var given = _allocation.Cycle(_minimum.Allows);
        await Task.WhenAll(given.Select(pair => SendBatch(pair.Key, pair.Value)));
        AllocatorMetrics.RecordCycle(time.GetElapsedTime(started), given.Values.Sum(pieces => pieces.Count));
    }

    private async Task SendBatch(string role, IReadOnlyList<Piece> pieces)
    {
        var batch = new AssignBatch
        {
            RootEpoch = _epoch,
            Batch = _allocation.LastBatch,
            Pieces = [.. pieces.Select(Describe)],
            ClusterTotal = _allocation.ClusterTotal(),
            Used = _allocation.UsedBy(role),
        };
        try
        {
            var reply = await GrainFactory.Find<IRoleAllocatorGrain>(role).Assign(batch);
            _allocation.TurnDown(reply.Leftover);
        }
        catch (Exception exception)
        {
            // Whether offers went out is unknown: the role's next report tells which pieces live.
            LogBatchFailed(exception, role);
        }
    }

    private AgentPiece Describe(Piece piece)
    {
        var agent = _allocation.Agent(piece.AgentId)!;
        return new AgentPiece
        {
            Piece = piece.Id,
            Agent = agent.Info,
            Ip = agent.Ip,
            Resources = piece.Resources.ToProto(ResourceFormat.Post),
            Executors = agent.Executors.Count == 0 ? null : agent.Executors,
        };
    }

    // Runs beside the grain's calls: agents answer with reports, roles report by themselves.
    private async Task Gather()
    {
        foreach (var shard in DirectoryKey.All(DirectoryKey.Roles))
        {
            foreach (var role in await GrainFactory.GetGrain<IDirectoryGrain>(shard).List())
            {
                _allocation.SetWeight(role, await GrainFactory.GetGrain<IRoleGrain>(role).GetWeight());
            }
        }

        foreach (var shard in DirectoryKey.All(DirectoryKey.Agents))
        {
            foreach (var agent in await GrainFactory.GetGrain<IDirectoryGrain>(shard).List())
            {
                GrainFactory.Find<IAgentGrain>(agent).ReportWhole().Ignore();
            }
        }
    }

    [LoggerMessage(1301, LogLevel.Error, "An allocation cycle failed")]
    private partial void LogCycleFailed(Exception exception);

    [LoggerMessage(1302, LogLevel.Warning, "Role {Role} did not take its batch")]
    private partial void LogBatchFailed(Exception exception, string role);
}
