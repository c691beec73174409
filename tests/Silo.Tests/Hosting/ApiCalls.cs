using System.Text;

namespace MesosOrleans.Silo.Tests.Hosting;

/// <summary>Short forms for requests.</summary>
internal static class ApiCalls
{
    /// <summary>Sends a body as it is, with headers as they are.</summary>
    public static async Task<HttpResponseMessage> Send(
        this SiloFixture silo, string method, string path, byte[]? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null || method is "POST" or "PUT"
            || headers.Any(header => header.Name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)))
        {
            request.Content = new ByteArrayContent(body ?? []);
        }

        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                Assert.True(request.Content!.Headers.TryAddWithoutValidation(name, value), name);
            }
        }

        return await silo.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>Posts JSON.</summary>
    public static Task<HttpResponseMessage> Post(
        this SiloFixture silo, string path, string json, params (string Name, string Value)[] headers) =>
        silo.Send("POST", path, Encoding.UTF8.GetBytes(json), [("Content-Type", "application/json"), .. headers]);

    /// <summary>Posts a call of a subscribed framework.</summary>
    public static Task<HttpResponseMessage> Call(this SiloFixture silo, SchedulerStream stream, string type, string rest = "") =>
        silo.Post(
            "/api/v1/scheduler",
            $$$"""{"type":"{{{type}}}","framework_id":{"value":"{{{stream.FrameworkId}}}"}{{{rest}}}}""",
            ("Mesos-Stream-Id", stream.StreamId));

    /// <summary>The content type with its parameters, or null.</summary>
    public static string? ContentType(this HttpResponseMessage response) =>
        response.Content.Headers.TryGetValues("Content-Type", out var values) ? string.Join(", ", values) : null;
}
