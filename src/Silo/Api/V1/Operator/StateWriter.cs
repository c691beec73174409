using System.Buffers;
using Google.Protobuf;
using MesosOrleans.Protocol.V1.MasterApi;

namespace MesosOrleans.Silo.Api.V1.Operator;

/// <summary>
/// Writes the listings of the operator API in pieces that leave while the rest is written. In JSON their arrays are there
/// even when they are empty, which the general encoder does not do.
/// </summary>
internal static class StateWriter
{
    /// <summary>Writes the answer to a listing call.</summary>
    public static ValueTask Write(IPacedWriter output, Call.Types.Type type, ClusterView view, MessageFormat format) =>
        format == MessageFormat.Json ? WriteJson(output, type, view) : WriteProtobuf(output, type, view);

    /// <summary>Writes messages, separated by commas.</summary>
    public static void WriteItems(IBufferWriter<byte> output, IEnumerable<IMessage> items)
    {
        var first = true;
        foreach (var item in items)
        {
            WriteItem(output, item, ref first);
        }
    }

    /// <summary>Writes the content of GET_STATE in JSON.</summary>
    public static async ValueTask WriteState(IPacedWriter output, ClusterView view)
    {
        output.Write("{\"get_tasks\":"u8);
        await WriteTasks(output, view);
        output.Write(",\"get_executors\":"u8);
        await WriteExecutors(output, view);
        output.Write(",\"get_frameworks\":"u8);
        await WriteFrameworks(output, view);
        output.Write(",\"get_agents\":"u8);
        await WriteAgents(output, view);
        output.Write("}"u8);
    }

    private static async ValueTask WriteJson(IPacedWriter output, Call.Types.Type type, ClusterView view)
    {
        switch (type)
        {
            case Call.Types.Type.GetTasks:
                output.Write("{\"type\":\"GET_TASKS\",\"get_tasks\":"u8);
                await WriteTasks(output, view);
                break;
            case Call.Types.Type.GetExecutors:
                output.Write("{\"type\":\"GET_EXECUTORS\",\"get_executors\":"u8);
                await WriteExecutors(output, view);
                break;
            case Call.Types.Type.GetFrameworks:
                output.Write("{\"type\":\"GET_FRAMEWORKS\",\"get_frameworks\":"u8);
                await WriteFrameworks(output, view);
                break;
            case Call.Types.Type.GetAgents:
                output.Write("{\"type\":\"GET_AGENTS\",\"get_agents\":"u8);
                await WriteAgents(output, view);
                break;
            default:
                output.Write("{\"type\":\"GET_STATE\",\"get_state\":"u8);
                await WriteState(output, view);
                break;
        }

        output.Write("}"u8);
    }

    private static async ValueTask WriteTasks(IPacedWriter output, ClusterView view)
    {
        output.Write("{\"tasks\":["u8);
        await WriteAll(output, view.Tasks);
        output.Write("],\"unreachable_tasks\":["u8);
        await WriteAll(output, view.UnreachableTasks);
        output.Write("],\"completed_tasks\":["u8);
        await WriteAll(output, view.CompletedTasks);
        output.Write("]}"u8);
    }

    private static async ValueTask WriteExecutors(IPacedWriter output, ClusterView view)
    {
        output.Write("{\"executors\":["u8);
        await WriteAll(output, view.Executors.Select(StatePieces.Message));
        output.Write("]}"u8);
    }

    private static async ValueTask WriteFrameworks(IPacedWriter output, ClusterView view)
    {
        output.Write("{\"frameworks\":["u8);
        await WriteAll(output, view.Frameworks.Select(framework => framework.ToMessage()));
        output.Write("],\"completed_frameworks\":["u8);
        await WriteAll(output, view.CompletedFrameworks.Select(framework => framework.ToMessage()));
        output.Write("]}"u8);
    }

    private static async ValueTask WriteAgents(IPacedWriter output, ClusterView view)
    {
        output.Write("{\"agents\":["u8);
        await WriteAll(output, view.Agents.Select(agent => agent.ToMessage()));
        output.Write("],\"recovered_agents\":["u8);
        await WriteAll(output, view.RecoveredAgents);
        output.Write("]}"u8);
    }

    private static async ValueTask WriteAll(IPacedWriter output, IEnumerable<IMessage> items)
    {
        var first = true;
        foreach (var item in items)
        {
            WriteItem(output, item, ref first);
            await output.FlushIfLarge();
        }
    }

    private static void WriteItem(IBufferWriter<byte> output, IMessage item, ref bool first)
    {
        if (!first)
        {
            output.Write(","u8);
        }

        first = false;
        MessageCodec.Write(MessageFormat.Json, item, output);
    }

    private static async ValueTask WriteProtobuf(IPacedWriter output, Call.Types.Type type, ClusterView view)
    {
        foreach (var piece in Pieces(type, view))
        {
            piece.WriteTo(output);
            await output.FlushIfLarge();
        }
    }

    private static IEnumerable<Response> Pieces(Call.Types.Type type, ClusterView view) => type switch
    {
        Call.Types.Type.GetTasks => StatePieces.Tasks(view).Select(piece => new Response { GetTasks = piece })
            .Prepend(new Response { Type = Response.Types.Type.GetTasks, GetTasks = new Response.Types.GetTasks() }),
        Call.Types.Type.GetExecutors =>
        [
            new Response { Type = Response.Types.Type.GetExecutors, GetExecutors = StatePieces.Executors(view) },
        ],
        Call.Types.Type.GetFrameworks => StatePieces.Frameworks(view).Select(piece => new Response { GetFrameworks = piece })
            .Prepend(new Response
            {
                Type = Response.Types.Type.GetFrameworks,
                GetFrameworks = new Response.Types.GetFrameworks(),
            }),
        Call.Types.Type.GetAgents => StatePieces.Agents(view).Select(piece => new Response { GetAgents = piece })
            .Prepend(new Response { Type = Response.Types.Type.GetAgents, GetAgents = new Response.Types.GetAgents() }),
        _ => StatePieces.Of(view).Select(piece => new Response { GetState = piece })
            .Prepend(new Response { Type = Response.Types.Type.GetState }),
    };
}
