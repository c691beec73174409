using System.Globalization;
using System.Text;

namespace MesosOrleans.Conformance.Tests.Wire;

/// <summary>Requests, as bytes.</summary>
internal static class Http
{
    /// <summary>A request with exactly these headers, and Host and Content-Length where they are missing.</summary>
    public static byte[] Of(string method, string path, byte[]? body, params IReadOnlyList<(string Name, string Value)> headers)
    {
        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{method} {path} HTTP/1.1\r\n");
        if (!Has(headers, "Host"))
        {
            head.Append("Host: silo\r\n");
        }

        foreach (var (name, value) in headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        if ((body is not null || method is "POST" or "PUT") && !Has(headers, "Content-Length"))
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {body?.Length ?? 0}\r\n");
        }

        return [.. Encoding.UTF8.GetBytes(head.Append("\r\n").ToString()), .. body ?? []];
    }

    /// <summary>Sends a request on a connection of its own and reads the whole answer.</summary>
    public static async Task<Answer> Ask(
        int port, string method, string path, byte[]? body, params IReadOnlyList<(string Name, string Value)> headers)
    {
        await using var connection = await Connection.Open(port);
        await connection.Send(Of(method, path, body, headers));
        var head = await connection.ReadHead();
        while (head.Status == 100)
        {
            head = await connection.ReadHead();
        }

        return new Answer(head, await connection.ReadBody(head, method));
    }

    /// <summary>Sends requests of this very text, at once; the body of the answer is that of the last.</summary>
    public static async Task<Answer> AskRaw(int port, params IReadOnlyList<string> requests)
    {
        await using var connection = await Connection.Open(port);
        await connection.Send(Encoding.UTF8.GetBytes(string.Concat(requests)));
        var first = await connection.ReadHead();
        var body = await connection.ReadBody(first, "GET");
        foreach (var _ in requests.Skip(1))
        {
            body = await connection.ReadBody(await connection.ReadHead(), "GET");
        }

        return new Answer(first, body);
    }

    /// <summary>Posts JSON.</summary>
    public static Task<Answer> Post(int port, string path, string json, params IReadOnlyList<(string Name, string Value)> headers) =>
        Ask(port, "POST", path, Encoding.UTF8.GetBytes(json), [("Content-Type", "application/json"), .. headers]);

    private static bool Has(IEnumerable<(string Name, string Value)> headers, string name) =>
        headers.Any(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
