using System.Net.Http.Headers;
using System.Text;

namespace MesosOrleans.Bench.Api;

/// <summary>One way to ask for the whole state.</summary>
/// <param name="Name">What it is called in figures.</param>
/// <param name="Accept">The encoding, or null for the legacy endpoint.</param>
internal sealed record StateRequest(string Name, string? Accept)
{
    /// <summary>All that are measured.</summary>
    public static IReadOnlyList<StateRequest> All { get; } =
    [
        new("state", null), new("getState.json", "application/json"), new("getState.protobuf", "application/x-protobuf"),
    ];

    /// <summary>Asks once and reads the whole answer, keeping nothing of it.</summary>
    public async Task<StateAnswer> Ask(HttpClient client, CancellationToken cancellationToken)
    {
        var begin = TimeProvider.System.GetTimestamp();
        using var request = Message();
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[64 * 1024];
        var first = TimeSpan.Zero;
        var bytes = 0L;
        int read;
        while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (bytes == 0)
            {
                first = TimeProvider.System.GetElapsedTime(begin);
            }

            bytes += read;
        }

        return new StateAnswer(first, TimeProvider.System.GetElapsedTime(begin), bytes);
    }

    private HttpRequestMessage Message()
    {
        if (Accept is null)
        {
            return new HttpRequestMessage(HttpMethod.Get, "/state");
        }

        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1")
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes("""{"type":"GET_STATE"}""")),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(Accept));
        return request;
    }
}
