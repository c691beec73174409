using System.Buffers;
using Google.Protobuf;
using MesosOrleans.Protocol.V1.MasterApi;
using MesosOrleans.Silo.Api.View;

namespace MesosOrleans.Silo.Api.V1.Operator;

/// <summary>
/// Writes the listings of the operator API. In JSON their arrays are there even when they are empty, which the general
/// encoder does not do, and large ones leave while they are written.
/// </summary>
internal static class StateWriter
{
    /// <summary>Writes the answer to a listing call.</summary>
    public static ValueTask Write(ResponseBody body, Call.Types.Type type, ClusterView view, MessageFormat format)
    {
        if (format == MessageFormat.Json)
        {
            return WriteJson(body, type, view);
        }

        Build(type, view).WriteTo(body);
        return ValueTask.CompletedTask;
    }

    /// <summary>Writes messages, separated by commas.</summary>
    public static void WriteItems(ResponseBody body, IEnumerable<IMessage> items)
    {
        var first = true;
        foreach (var item in items)
        {
            WriteItem(body, item, ref first);
        }
    }

    /// <summary>The whole state, as GET_STATE and the event stream give it.</summary>
    public static Response.Types.GetState State(ClusterView view) => new()
    {
        GetTasks = Tasks(view),
        GetExecutors = new Response.Types.GetExecutors(),
        GetFrameworks = Frameworks(view),
        GetAgents = Agents(view),
    };

    private static async ValueTask WriteJson(ResponseBody body, Call.Types.Type type, ClusterView view)
    {
        switch (type)
        {
            case Call.Types.Type.GetTasks:
                body.Write("{\"type\":\"GET_TASKS\",\"get_tasks\":"u8);
                await WriteTasks(body, view);
                break;
            case Call.Types.Type.GetExecutors:
                body.Write("{\"type\":\"GET_EXECUTORS\",\"get_executors\":{\"executors\":[]}"u8);
                break;
            case Call.Types.Type.GetFrameworks:
                body.Write("{\"type\":\"GET_FRAMEWORKS\",\"get_frameworks\":"u8);
                await WriteFrameworks(body, view);
                break;
            case Call.Types.Type.GetAgents:
                body.Write("{\"type\":\"GET_AGENTS\",\"get_agents\":"u8);
                await WriteAgents(body, view);
                break;
            default:
                body.Write("{\"type\":\"GET_STATE\",\"get_state\":{\"get_tasks\":"u8);
                await WriteTasks(body, view);
                body.Write(",\"get_executors\":{\"executors\":[]},\"get_frameworks\":"u8);
                await WriteFrameworks(body, view);
                body.Write(",\"get_agents\":"u8);
                await WriteAgents(body, view);
                body.Write("}"u8);
                break;
        }

        body.Write("}"u8);
    }

    private static async ValueTask WriteTasks(ResponseBody body, ClusterView view)
    {
        body.Write("{\"tasks\":["u8);
        await WriteAll(body, view.Tasks);
        body.Write("],\"unreachable_tasks\":["u8);
        await WriteAll(body, view.UnreachableTasks);
        body.Write("],\"completed_tasks\":["u8);
        await WriteAll(body, view.CompletedTasks);
        body.Write("]}"u8);
    }

    private static async ValueTask WriteFrameworks(ResponseBody body, ClusterView view)
    {
        body.Write("{\"frameworks\":["u8);
        await WriteAll(body, view.EndpointFrameworks);
        body.Write("],\"completed_frameworks\":["u8);
        await WriteAll(body, view.CompletedFrameworks);
        body.Write("]}"u8);
    }

    private static async ValueTask WriteAgents(ResponseBody body, ClusterView view)
    {
        body.Write("{\"agents\":["u8);
        await WriteAll(body, view.EndpointAgents);
        body.Write("],\"recovered_agents\":["u8);
        await WriteAll(body, view.RecoveredAgents);
        body.Write("]}"u8);
    }

    private static async ValueTask WriteAll(ResponseBody body, IReadOnlyList<IMessage> items)
    {
        var first = true;
        foreach (var item in items)
        {
            WriteItem(body, item, ref first);
            await body.FlushIfLarge();
        }
    }

    private static void WriteItem(ResponseBody body, IMessage item, ref bool first)
    {
        if (!first)
        {
            body.Write(","u8);
        }

        first = false;
        MessageCodec.Write(MessageFormat.Json, item, body);
    }

    private static Response Build(Call.Types.Type type, ClusterView view) => type switch
    {
        Call.Types.Type.GetTasks => new Response { Type = Response.Types.Type.GetTasks, GetTasks = Tasks(view) },
        Call.Types.Type.GetExecutors => new Response
        {
            Type = Response.Types.Type.GetExecutors,
            GetExecutors = new Response.Types.GetExecutors(),
        },
        Call.Types.Type.GetFrameworks => new Response
        {
            Type = Response.Types.Type.GetFrameworks,
            GetFrameworks = Frameworks(view),
        },
        Call.Types.Type.GetAgents => new Response { Type = Response.Types.Type.GetAgents, GetAgents = Agents(view) },
        _ => new Response { Type = Response.Types.Type.GetState, GetState = State(view) },
    };

    private static Response.Types.GetTasks Tasks(ClusterView view)
    {
        var tasks = new Response.Types.GetTasks();
        tasks.Tasks.AddRange(view.Tasks);
        tasks.UnreachableTasks.AddRange(view.UnreachableTasks);
        tasks.CompletedTasks.AddRange(view.CompletedTasks);
        return tasks;
    }

    private static Response.Types.GetFrameworks Frameworks(ClusterView view)
    {
        var frameworks = new Response.Types.GetFrameworks();
        frameworks.Frameworks.AddRange(view.EndpointFrameworks);
        frameworks.CompletedFrameworks.AddRange(view.CompletedFrameworks);
        return frameworks;
    }

    private static Response.Types.GetAgents Agents(ClusterView view)
    {
        var agents = new Response.Types.GetAgents();
        agents.Agents.AddRange(view.EndpointAgents);
        agents.RecoveredAgents.AddRange(view.RecoveredAgents);
        return agents;
    }
}
