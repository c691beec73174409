using Google.Protobuf;
using MesosOrleans.AgentNode.Draining;
using MesosOrleans.AgentNode.StatusUpdates;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Executors;

/// <summary>Makes complete statuses and hands them to the update manager.</summary>
internal sealed class TaskUpdater(
    AgentIdentity identity,
    StatusUpdateManager updates,
    TimeProvider time,
    IdFactory ids,
    NodeCounters counters,
    NodeDrain drain)
{
    /// <summary>Reports a new state of a task.</summary>
    public void Update(TaskRun run, TaskState state, StatusDetails details)
    {
        var status = Create(run.Info.TaskId, state, details);
        status.ExecutorId = new ExecutorID { Value = run.Executor.ExecutorId };
        status.ContainerStatus = CreateContainerStatus(run);
        if (!drain.TryRewrite(run.Key.FrameworkId, status))
        {
            return;
        }

        if (updates.Update(run.Key, Envelope(run.Key.FrameworkId, status)))
        {
            run.Record(status);
            counters.Count(status);
        }
    }

    /// <summary>Passes on what a custom executor says of a task.</summary>
    /// <returns>False when it was repeated or came after the end.</returns>
    public bool Forward(TaskRun run, TaskStatus status)
    {
        var complete = status.Clone();
        complete.AgentId = new AgentID { Value = identity.AgentId };
        complete.ExecutorId = new ExecutorID { Value = run.Executor.ExecutorId };
        complete.Source = TaskStatus.Types.Source.Executor;
        if (!complete.HasTimestamp)
        {
            complete.Timestamp = time.GetUtcNow().Subtract(DateTimeOffset.UnixEpoch).TotalSeconds;
        }

        complete.ContainerStatus = CreateContainerStatus(run, complete.ContainerStatus);
        if (!drain.TryRewrite(run.Key.FrameworkId, complete))
        {
            return true;
        }

        if (!updates.Update(run.Key, Envelope(run.Key.FrameworkId, complete)))
        {
            return false;
        }

        // What the executor attached is the scheduler's; it is not kept.
        var kept = complete.Clone();
        kept.ClearData();
        run.Record(kept);
        counters.Count(complete);
        return true;
    }

    /// <summary>Reports the end of a task that this node does not have; kept in memory until acknowledged.</summary>
    public void UpdateUnknown(TaskKey key, TaskState state, StatusDetails details)
    {
        var status = Create(new TaskID { Value = key.TaskId }, state, details);
        updates.Open(key, logPath: null);
        if (updates.Update(key, Envelope(key.FrameworkId, status)))
        {
            counters.Count(status);
        }
    }

    private static StatusUpdate Envelope(string frameworkId, TaskStatus status) => new()
    {
        FrameworkId = new FrameworkID { Value = frameworkId },
        Status = status,
        LatestState = status.State,
    };

    private TaskStatus Create(TaskID taskId, TaskState state, StatusDetails details)
    {
        var status = new TaskStatus
        {
            TaskId = taskId,
            State = state,
            Source = details.Source,
            AgentId = new AgentID { Value = identity.AgentId },
            Timestamp = time.GetUtcNow().Subtract(DateTimeOffset.UnixEpoch).TotalSeconds,
            Uuid = ByteString.CopyFrom(ids.NewGuid().ToByteArray(bigEndian: true)),
        };
        if (details.Message is not null)
        {
            status.Message = details.Message;
        }

        if (details.Reason is { } reason)
        {
            status.Reason = reason;
        }

        if (details.Healthy is { } healthy)
        {
            status.Healthy = healthy;
        }

        if (details.CheckStatus is not null)
        {
            status.CheckStatus = details.CheckStatus;
        }

        if (details.LimitedResources.Count > 0)
        {
            status.Limitation = new TaskResourceLimitation { Resources = { details.LimitedResources } };
        }

        return status;
    }

    /// <summary>What the node knows of a task's container, beside what its executor has said.</summary>
    private ContainerStatus CreateContainerStatus(TaskRun run, ContainerStatus? said = null)
    {
        var containerId = said?.ContainerId ?? new ContainerID { Value = run.ContainerId };
        if (run.GroupId is not null)
        {
            containerId.Parent = new ContainerID { Value = run.Executor.ContainerId };
        }

        var status = said?.Clone() ?? new ContainerStatus();
        status.ContainerId = containerId;
        if (status.NetworkInfos.Count == 0)
        {
            var address = new NetworkInfo.Types.IPAddress { IpAddress = identity.Ip };
            status.NetworkInfos.Add(new NetworkInfo { IpAddresses = { address } });
        }

        if ((run.Pid ?? run.Executor.Pid) is { } pid)
        {
            status.ExecutorPid = (uint)pid;
        }

        return status;
    }
}
