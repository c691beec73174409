using System.Buffers;
using System.Text.Json;
using Google.Protobuf;
using MesosOrleans.Protocol.Json;
using MesosOrleans.Protocol.V1.AgentApi;

namespace MesosOrleans.AgentNode.Api;

/// <summary>
/// Writes the listings of the operator API in JSON: their arrays are there even when they are empty, which the general
/// encoder does not do. Facts: http-api.md 2.2.
/// </summary>
internal static class ListingJson
{
    private static readonly JsonWriterOptions Options = new() { SkipValidation = true };

    /// <summary>Writes an answer if it is such a listing.</summary>
    public static bool TryWrite(Response response, IBufferWriter<byte> output)
    {
        Action<Utf8JsonWriter>? write = response.Type switch
        {
            Response.Types.Type.GetTasks => json => Write(json, "get_tasks", response.GetTasks),
            Response.Types.Type.GetExecutors => json => Write(json, "get_executors", response.GetExecutors),
            Response.Types.Type.GetFrameworks => json => Write(json, "get_frameworks", response.GetFrameworks),
            Response.Types.Type.GetState => json => WriteState(json, response.GetState),
            _ => null,
        };
        if (write is null)
        {
            return false;
        }

        using var writer = new Utf8JsonWriter(output, Options);
        writer.WriteStartObject();
        writer.WriteString("type", EnumText.Of(response.Type));
        write(writer);
        writer.WriteEndObject();
        return true;
    }

    private static void WriteState(Utf8JsonWriter json, Response.Types.GetState state)
    {
        json.WriteStartObject("get_state");
        Write(json, "get_tasks", state.GetTasks);
        Write(json, "get_executors", state.GetExecutors);
        Write(json, "get_frameworks", state.GetFrameworks);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IMessage listing)
    {
        json.WriteStartObject(name);
        foreach (var field in listing.Descriptor.Fields.InDeclarationOrder())
        {
            json.WriteStartArray(field.Name);
            foreach (IMessage item in (System.Collections.IList)field.Accessor.GetValue(listing))
            {
                MesosJson.Write(item, json);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
