using System.Text.Json;
using MesosOrleans.Transport;

namespace MesosOrleans.AgentNode.Api;

/// <summary>Writes answers: JSON, or JSONP when the query names a function.</summary>
internal static class ApiJson
{
    public static Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write) => LegacyAnswer.Write(context, write);

    public static Task ErrorAsync(HttpContext context, int status, string text) => PlainText.Write(context, status, text);
}
