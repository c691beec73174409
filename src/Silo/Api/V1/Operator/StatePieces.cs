using static MesosOrleans.Protocol.V1.MasterApi.Response.Types;

namespace MesosOrleans.Silo.Api.V1.Operator;

/// <summary>
/// The state of the cluster as many small messages that make the whole one when they are written one behind the other:
/// the wire format merges a message that comes several times. So no length of the whole has to be known beforehand.
/// </summary>
internal static class StatePieces
{
    private const int TasksMax = 64;
    private const int AgentsMax = 16;

    /// <summary>The pieces of GET_STATE; the first has all parts, so that none is missing when it is empty.</summary>
    public static IEnumerable<GetState> Of(ClusterView view)
    {
        yield return new GetState
        {
            GetTasks = new GetTasks(),
            GetExecutors = Executors(view),
            GetFrameworks = new GetFrameworks(),
            GetAgents = new GetAgents(),
        };
        foreach (var tasks in Tasks(view))
        {
            yield return new GetState { GetTasks = tasks };
        }

        foreach (var frameworks in Frameworks(view))
        {
            yield return new GetState { GetFrameworks = frameworks };
        }

        foreach (var agents in Agents(view))
        {
            yield return new GetState { GetAgents = agents };
        }
    }

    /// <summary>The pieces of GET_TASKS.</summary>
    public static IEnumerable<GetTasks> Tasks(ClusterView view)
    {
        foreach (var some in view.Tasks.Chunk(TasksMax))
        {
            yield return new GetTasks { Tasks = { some } };
        }

        foreach (var some in view.UnreachableTasks.Chunk(TasksMax))
        {
            yield return new GetTasks { UnreachableTasks = { some } };
        }

        foreach (var some in view.CompletedTasks.Chunk(TasksMax))
        {
            yield return new GetTasks { CompletedTasks = { some } };
        }
    }

    /// <summary>The pieces of GET_FRAMEWORKS.</summary>
    public static IEnumerable<GetFrameworks> Frameworks(ClusterView view)
    {
        foreach (var framework in view.Frameworks)
        {
            yield return new GetFrameworks { Frameworks = { framework.ToMessage() } };
        }

        foreach (var framework in view.CompletedFrameworks)
        {
            yield return new GetFrameworks { CompletedFrameworks = { framework.ToMessage() } };
        }
    }

    /// <summary>The pieces of GET_AGENTS.</summary>
    public static IEnumerable<GetAgents> Agents(ClusterView view)
    {
        foreach (var some in view.Agents.Chunk(AgentsMax))
        {
            yield return new GetAgents { Agents = { some.Select(agent => agent.ToMessage()) } };
        }

        yield return new GetAgents { RecoveredAgents = { view.RecoveredAgents } };
    }

    /// <summary>GET_EXECUTORS.</summary>
    public static GetExecutors Executors(ClusterView view) => new()
    {
        Executors = { view.Executors.Select(Message) },
    };

    /// <summary>One executor.</summary>
    public static GetExecutors.Types.Executor Message((string AgentId, Protocol.V1.ExecutorInfo Executor) executor) => new()
    {
        ExecutorInfo = executor.Executor,
        AgentId = new Protocol.V1.AgentID { Value = executor.AgentId },
    };
}
