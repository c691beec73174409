using System.Text;
using System.Text.Json;
using Google.Protobuf;
using MesosOrleans.Conformance.Tests.Wire;
using MesosOrleans.Protocol.Json;
using MesosOrleans.Protocol.V1.MasterApi;

namespace MesosOrleans.Conformance.Tests.Operator;

/// <summary>Calls of the operator API over bare sockets, in JSON or protobuf both ways.</summary>
internal static class Operators
{
    /// <summary>Path of the API.</summary>
    public const string Path = "/api/v1";

    /// <summary>Sends a call that is written as JSON.</summary>
    public static Task<Answer> Ask(int port, string json, bool asProtobuf)
    {
        var type = asProtobuf ? "application/x-protobuf" : "application/json";
        return Http.Ask(port, "POST", Path, Encode(json, asProtobuf), ("Content-Type", type), ("Accept", type));
    }

    /// <summary>Sends a call of a type with its message, which is named like the type.</summary>
    public static Task<Answer> Ask(int port, string type, string? message, bool asProtobuf) =>
        Ask(port, Call(type, message), asProtobuf);

    /// <summary>Asks and reads the answer, whatever it is encoded in: the message of the response, or none.</summary>
    public static async Task<JsonElement?> Read(int port, string type, string? message, bool asProtobuf)
    {
        var answer = await Ask(port, type, message, asProtobuf);
        Assert.True(answer.Status == 200, answer.Text);
        Assert.Equal(asProtobuf ? "application/x-protobuf" : "application/json", answer.Head.Get("Content-Type"));
        var json = asProtobuf ? JsonDocument.Parse(MesosJson.ToUtf8(Response.Parser.ParseFrom(answer.Body))).RootElement : answer.Json;
        Assert.Equal(type, json.GetProperty("type").GetString());
        return json.TryGetProperty(FieldOf(type), out var body) ? body : null;
    }

    /// <summary>A call as JSON.</summary>
    public static string Call(string type, string? message) =>
        $"{{\"type\":\"{type}\"" + (message is null ? "}" : $",\"{FieldOf(type)}\":{message}}}");

    /// <summary>A call as it is sent.</summary>
    public static byte[] Encode(string json, bool asProtobuf)
    {
        var body = Encoding.UTF8.GetBytes(json);
        if (!asProtobuf)
        {
            return body;
        }

        Assert.True(MesosJson.TryParse<Call>(body, out var call, out var error), error.ToString());
        return call.ToByteArray();
    }

    /// <summary>Every row in both encodings.</summary>
    public static TheoryData<string, string, bool> InBoth(params IEnumerable<(string First, string Second)> rows)
    {
        var data = new TheoryData<string, string, bool>();
        foreach (var (first, second) in rows)
        {
            data.Add(first, second, false);
            data.Add(first, second, true);
        }

        return data;
    }

    private static string FieldOf(string type) => type.ToLowerInvariant();
}
