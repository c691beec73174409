using System.Text;
using System.Text.Json;

namespace MesosOrleans.Conformance.Tests.Replay;

/// <summary>One exchange with Mesos 1.12 as it was recorded.</summary>
/// <param name="Name">File and name, e.g. <c>bad/001-op-malformed-json</c>.</param>
/// <param name="Method">Method of the request.</param>
/// <param name="Path">Path and query of the request.</param>
/// <param name="Headers">Headers of the request.</param>
/// <param name="Body">Body of the request, or null.</param>
/// <param name="Response">What was answered: status, headers, body, or the records of a stream.</param>
internal sealed record RecordedExchange(
    string Name,
    string Method,
    string Path,
    IReadOnlyList<(string Name, string Value)> Headers,
    byte[]? Body,
    JsonElement Response)
{
    /// <summary>Events of a recorded stream; empty for other exchanges.</summary>
    public IReadOnlyList<JsonElement> Events { get; } =
        Response.TryGetProperty("records", out var records) ? [.. records.EnumerateArray()] : [];

    /// <summary>Whether a stream was recorded.</summary>
    public bool IsStream => Events.Count > 0;

    /// <summary>False for calls of which only the effects were recorded.</summary>
    public bool IsRecorded => !Name.StartsWith("reconstructed/", StringComparison.Ordinal);

    /// <summary>Whether it only reads: it may be asked again until the answer has caught up with what was done before.</summary>
    public bool OnlyReads => Method is "GET" or "HEAD" || BodyText.Contains("\"type\":\"GET_", StringComparison.Ordinal);

    /// <summary>The body as text.</summary>
    public string BodyText => Body is null ? "" : Encoding.UTF8.GetString(Body);

    /// <summary>Reads one line of a recording.</summary>
    public static RecordedExchange Parse(string file, string line)
    {
        var root = JsonDocument.Parse(line).RootElement;
        var request = root.GetProperty("request");
        return new RecordedExchange(
            $"{file}/{root.GetProperty("name").GetString()}",
            request.GetProperty("method").GetString()!,
            request.GetProperty("path").GetString()!,
            [.. request.GetProperty("headers").EnumerateObject().Select(header => (header.Name, header.Value.GetString()!))],
            BodyOf(request),
            root.GetProperty("response"));
    }

    private static byte[]? BodyOf(JsonElement request)
    {
        if (request.TryGetProperty("json", out var json))
        {
            return Encoding.UTF8.GetBytes(JsonSerializer.Serialize(json));
        }

        if (request.TryGetProperty("text", out var text))
        {
            return Encoding.UTF8.GetBytes(text.GetString()!);
        }

        return request.TryGetProperty("hex", out var hex) ? Convert.FromHexString(hex.GetString()!) : null;
    }
}
