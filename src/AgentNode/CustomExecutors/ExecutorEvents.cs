using Google.Protobuf;
using MesosOrleans.AgentNode.Executors;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.ExecutorApi;
using EventType = MesosOrleans.Protocol.V1.ExecutorApi.Event.Types.Type;

namespace MesosOrleans.AgentNode.CustomExecutors;

/// <summary>Makes the events that executors are sent. Facts: http-api.md 7.4.</summary>
internal static class ExecutorEvents
{
    public static readonly Event Shutdown = new() { Type = EventType.Shutdown };

    public static readonly Event Heartbeat = new() { Type = EventType.Heartbeat };

    public static Event Subscribed(ExecutorRun run, FrameworkInfo framework, AgentIdentity identity)
    {
        var agent = identity.Info.Clone();
        agent.Id = new AgentID { Value = identity.AgentId };
        return new Event
        {
            Type = EventType.Subscribed,
            Subscribed = new Event.Types.Subscribed
            {
                ExecutorInfo = run.Info,
                FrameworkInfo = framework,
                AgentInfo = agent,
                ContainerId = new ContainerID { Value = run.ContainerId },
            },
        };
    }

    public static IEnumerable<Event> Of(ExecutorDelivery delivery) => delivery.IsGroup
        ?
        [
            new Event
            {
                Type = EventType.LaunchGroup,
                LaunchGroup = new Event.Types.LaunchGroup
                {
                    TaskGroup = new TaskGroupInfo { Tasks = { delivery.Tasks.Select(task => task.Info) } },
                },
            },
        ]
        : delivery.Tasks.Select(task => new Event
        {
            Type = EventType.Launch,
            Launch = new Event.Types.Launch { Task = task.Info },
        });

    public static Event Kill(TaskKey key, KillPolicy? policy) => new()
    {
        Type = EventType.Kill,
        Kill = new Event.Types.Kill { TaskId = new TaskID { Value = key.TaskId }, KillPolicy = policy },
    };

    public static Event Acknowledged(TaskStatus status) => new()
    {
        Type = EventType.Acknowledged,
        Acknowledged = new Event.Types.Acknowledged { TaskId = status.TaskId, Uuid = status.Uuid },
    };

    public static Event Message(ByteString data) => new()
    {
        Type = EventType.Message,
        Message = new Event.Types.Message { Data = data },
    };
}
