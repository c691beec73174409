using System.Text;

namespace MesosOrleans.Transport;

/// <summary>Answers without a message: errors as text, and empty ones.</summary>
internal static class PlainText
{
    /// <summary>Ends with a status and a text.</summary>
    public static Task Write(HttpContext context, int status, string text)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = MediaTypes.Text;
        var body = Encoding.UTF8.GetBytes(text);
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    /// <summary>Ends with a status and no body.</summary>
    public static Task Empty(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    /// <summary>405, with the methods that there are.</summary>
    public static Task MethodNotAllowed(HttpContext context, params ReadOnlySpan<string> allowed)
    {
        var names = string.Join(", ", allowed);
        var quoted = string.Join("', '", allowed);
        context.Response.Headers.Allow = names;
        return Write(
            context,
            StatusCodes.Status405MethodNotAllowed,
            $"405 Method Not Allowed. Expecting one of {{ '{quoted}' }}, but received '{context.Request.Method}'.");
    }

    /// <summary>404.</summary>
    public static Task NotFound(HttpContext context) =>
        Write(context, StatusCodes.Status404NotFound, "404 Not Found.");
}
