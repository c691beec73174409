using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Executors;

/// <summary>Counts for the metrics page. Thread-safe.</summary>
internal sealed class NodeCounters
{
    private readonly long[] _states = new long[16];
    private long _launchErrors;
    private long _validUpdates;
    private long _recoveryErrors;

    public long LaunchErrors => Interlocked.Read(ref _launchErrors);

    public long ValidUpdates => Interlocked.Read(ref _validUpdates);

    /// <summary>Damaged checkpoints that were passed over.</summary>
    public long RecoveryErrors => Interlocked.Read(ref _recoveryErrors);

    /// <summary>Tasks that ended in a state since the start of the process.</summary>
    public long Ended(TaskState state) => Interlocked.Read(ref _states[(int)state]);

    public void Count(TaskStatus status)
    {
        Interlocked.Increment(ref _validUpdates);
        if (status.State.IsTerminal())
        {
            Interlocked.Increment(ref _states[(int)status.State]);
        }

        if (status.Reason == TaskStatus.Types.Reason.ContainerLaunchFailed && status.HasReason)
        {
            Interlocked.Increment(ref _launchErrors);
        }
    }

    public void CountRecoveryErrors(int count) => Interlocked.Add(ref _recoveryErrors, count);
}
