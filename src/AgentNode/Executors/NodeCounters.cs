using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Executors;

/// <summary>Counts for the metrics page. Thread-safe.</summary>
internal sealed class NodeCounters
{
    private readonly long[] _states = new long[16];
    private long _launchErrors;
    private long _validUpdates;
    private long _recoveryErrors;
    private long _invalidUpdates;
    private long _validMessages;
    private long _invalidMessages;
    private long _executorsTerminated;

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

    /// <summary>Updates of executors that were not taken.</summary>
    public long InvalidUpdates => Interlocked.Read(ref _invalidUpdates);

    /// <summary>Messages of schedulers that reached their executor.</summary>
    public long ValidMessages => Interlocked.Read(ref _validMessages);

    /// <summary>Messages of schedulers that found no executor.</summary>
    public long InvalidMessages => Interlocked.Read(ref _invalidMessages);

    /// <summary>Executors that have ended since the start of the process.</summary>
    public long ExecutorsTerminated => Interlocked.Read(ref _executorsTerminated);

    public void CountInvalidUpdate() => Interlocked.Increment(ref _invalidUpdates);

    public void CountExecutorTerminated() => Interlocked.Increment(ref _executorsTerminated);

    public void CountFrameworkMessage(bool valid)
    {
        if (valid)
        {
            Interlocked.Increment(ref _validMessages);
        }
        else
        {
            Interlocked.Increment(ref _invalidMessages);
        }
    }

    /// <summary>How long the recovery took; zero before its end.</summary>
    public TimeSpan RecoveryTime { get; set; }

    public void CountRecoveryErrors(int count) => Interlocked.Add(ref _recoveryErrors, count);
}
