using System.Text;
using System.Text.Json;

namespace MesosOrleans.HttpSupport;

/// <summary>A POST that was recorded.</summary>
/// <param name="Name">Its name in the recording.</param>
/// <param name="Path">Where it went.</param>
/// <param name="ContentType">What it said of its body, or null.</param>
/// <param name="Body">The body.</param>
public sealed record RecordedRequest(string Name, string Path, string? ContentType, byte[] Body)
{
    /// <summary>The media type of JSON.</summary>
    public const string Json = "application/json";

    /// <summary>The media type of protobuf.</summary>
    public const string Protobuf = "application/x-protobuf";

    /// <summary>All of a side: <c>master</c> or <c>agent</c>.</summary>
    public static IReadOnlyList<RecordedRequest> Load(string side) =>
    [
        .. File.ReadLines(System.IO.Path.Combine(AppContext.BaseDirectory, "Data", "requests.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Where(request => request.GetProperty("side").GetString() == side)
            .Select(Read),
    ];

    private static RecordedRequest Read(JsonElement request) => new(
        request.GetProperty("name").GetString()!,
        request.GetProperty("path").GetString()!,
        request.GetProperty("type").GetString(),
        request.TryGetProperty("json", out var json) ? Encoding.UTF8.GetBytes(json.GetRawText())
        : request.TryGetProperty("text", out var text) ? Encoding.UTF8.GetBytes(text.GetString()!)
        : request.TryGetProperty("hex", out var hex) ? Convert.FromHexString(hex.GetString()!)
        : []);
}
