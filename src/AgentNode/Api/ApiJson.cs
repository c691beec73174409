using System.Text.Encodings.Web;
using System.Text.Json;
using MesosOrleans.Transport;

namespace MesosOrleans.AgentNode.Api;

/// <summary>Writes answers: JSON, or JSONP when the query names a function.</summary>
internal static class ApiJson
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        var callback = context.Request.Query["jsonp"].ToString();
        context.Response.ContentType = callback.Length > 0 ? "text/javascript" : "application/json";
        if (callback.Length > 0)
        {
            await context.Response.WriteAsync(callback + "(", context.RequestAborted);
        }

        await using (var json = new Utf8JsonWriter(context.Response.BodyWriter, Options))
        {
            write(json);
        }

        if (callback.Length > 0)
        {
            await context.Response.WriteAsync(");", context.RequestAborted);
        }
    }

    public static Task ErrorAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = MediaTypes.Text;
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
