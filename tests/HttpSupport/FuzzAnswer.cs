using System.Net;
using System.Text;

namespace MesosOrleans.HttpSupport;

/// <summary>What came of one case.</summary>
/// <param name="Status">The status.</param>
/// <param name="Text">The body, or the first of it when it is a stream.</param>
public sealed record FuzzAnswer(HttpStatusCode Status, string Text)
{
    private const int FirstBytesMax = 64 * 1024;

    /// <summary>True for an answer that a server of ours may give to anything.</summary>
    public bool IsInOrder => Status is not (HttpStatusCode.InternalServerError or HttpStatusCode.ServiceUnavailable);

    /// <summary>Posts a body. Of an answer without a length only the beginning is read: it may be a stream that does not end.</summary>
    public static async Task<FuzzAnswer> Post(
        HttpClient http, string path, string? type, byte[] body, CancellationToken cancellation, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        if (type is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (response.Content.Headers.ContentLength is not null)
        {
            return new FuzzAnswer(response.StatusCode, await response.Content.ReadAsStringAsync(cancellation));
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        var first = new byte[FirstBytesMax];
        var count = await stream.ReadAsync(first, cancellation);
        return new FuzzAnswer(response.StatusCode, Encoding.UTF8.GetString(first, 0, count));
    }
}
