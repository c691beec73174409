using MesosOrleans.AgentNode.Executors;
using MesosOrleans.AgentNode.Recovery;
using MesosOrleans.Core.Agents;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Draining;

/// <summary>
/// The drain of this node: from a silo's word until the ends of all its tasks are acknowledged. Written down first, so
/// that it outlives the process. Facts: agent.md 17. Thread-safe.
/// </summary>
internal sealed class NodeDrain(NodeLedger ledger, CheckpointStore checkpoints, AgentIdentity identity, TimeProvider time)
{
    private readonly Lock _lock = new();
    private DrainRecord? _record;

    /// <summary>The drain at work, or null.</summary>
    public DrainRecord? Current
    {
        get
        {
            lock (_lock)
            {
                return _record;
            }
        }
    }

    /// <summary>Takes up the drain of an earlier process.</summary>
    public void Restore(DrainRecord? record)
    {
        lock (_lock)
        {
            _record = record;
        }
    }

    /// <summary>Begins, or goes on with another configuration, and kills what runs. A node without tasks has drained already.</summary>
    public void Begin(DrainConfig config)
    {
        lock (_lock)
        {
            if (ledger.Tasks().Count == 0)
            {
                return;
            }

            _record = new DrainRecord(config, _record?.Since ?? time.GetUtcNow());
            checkpoints.SaveDrain(identity.AgentId!, _record);
        }

        KillAll();
    }

    /// <summary>Kills every task that has not ended, each with no more grace than the drain grants.</summary>
    public void KillAll()
    {
        if (Current is not { } drain)
        {
            return;
        }

        foreach (var run in ledger.Tasks().Where(run => !run.State.IsTerminal()))
        {
            var policy = DrainGrace.PolicyFor(drain.Config, run.Info.KillPolicy);
            run.Supervisor?.Kill(policy, KillCause.Requested);
            run.Executor.Supervisor?.Kill(run, policy);
        }
    }

    /// <summary>Ends the drain when no task is left.</summary>
    public void EndIfIdle()
    {
        lock (_lock)
        {
            if (_record is not null && ledger.Tasks().Count == 0)
            {
                _record = null;
                checkpoints.RemoveDrain(identity.AgentId!);
            }
        }
    }

    /// <summary>Makes the end of a task say that its agent drains.</summary>
    /// <returns>False when the status is not to be told.</returns>
    public bool TryRewrite(string frameworkId, TaskStatus status) => Current is not { } drain
        || DrainedStatus.TryRewrite(status, drain.Config, ledger.FindFramework(frameworkId)
            ?.Has(FrameworkInfo.Types.Capability.Types.Type.PartitionAware) ?? false);
}
