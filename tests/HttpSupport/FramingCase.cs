using System.Text;

namespace MesosOrleans.HttpSupport;

/// <summary>A request that is wrong, or odd, as HTTP: the same answers are due from silo and agent node.</summary>
/// <param name="Name">What is wrong.</param>
/// <param name="Bytes">What is sent.</param>
/// <param name="Statuses">
/// The statuses that may be answered first; 0 for a connection that is closed without a word, which is what may happen to
/// a request that is not whole when its sender closes.
/// </param>
public sealed record FramingCase(string Name, byte[] Bytes, params int[] Statuses)
{
    private const string Post = "POST /api/v1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    private const string Health = "{\"type\":\"GET_HEALTH\"}";
    private const string Get = "GET /health HTTP/1.1\r\nHost: x\r\n";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<FramingCase> All { get; } =
    [
        // Chunks.
        Text("a chunk's size that is no number", Post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n" + Health + "\r\n0\r\n\r\n", 400),
        Text("a chunk's size that is too large", Post + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nx\r\n0\r\n\r\n", 400, 413),
        Text("a chunk's size below zero", Post + "Transfer-Encoding: chunked\r\n\r\n-1\r\nx\r\n0\r\n\r\n", 400),
        Text("a chunk without an end", Post + "Transfer-Encoding: chunked\r\n\r\n5\r\nabcdefgh\r\n0\r\n\r\n", 400),
        Text("chunks that stop", Post + "Transfer-Encoding: chunked\r\n\r\n15\r\n{\"ty", 400, 0),
        Text("a chunk with an extension", Post + $"Transfer-Encoding: chunked\r\n\r\n{Health.Length:x};a=b\r\n{Health}\r\n0\r\n\r\n", 200),
        Text("chunks with trailers", Post + $"Transfer-Encoding: chunked\r\n\r\n{Health.Length:x}\r\n{Health}\r\n0\r\nX: y\r\n\r\n", 200),
        Text("another coding", Post + "Transfer-Encoding: snappy\r\n\r\n" + Health, 400, 501),
        Text("chunks and a length", Post + $"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n{Health.Length:x}\r\n{Health}\r\n0\r\n\r\n", 200, 400),

        // Lengths.
        Text("a length below zero", Post + "Content-Length: -1\r\n\r\n" + Health, 400),
        Text("a length that is no number", Post + "Content-Length: many\r\n\r\n" + Health, 400),
        Text("a length beyond all numbers", Post + "Content-Length: 99999999999999999999\r\n\r\n" + Health, 400),
        Text("a length beyond the limit", Post + "Content-Length: 9999999999\r\n\r\n" + Health, 413),
        Text("two lengths", Post + "Content-Length: 21\r\nContent-Length: 20\r\n\r\n" + Health, 400),
        Text("a length beyond the body", Post + "Content-Length: 1000\r\n\r\n" + Health, 400, 0),
        Text("a length within the body", Post + $"Content-Length: {Health.Length}\r\n\r\n{Health}}}}}", 200),
        Text("no length", Post + "\r\n", 400, 411),

        // Heads.
        Text("no host", "GET /health HTTP/1.1\r\n\r\n", 400),
        Text("two hosts", "GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        Text("a header without a colon", Get + "nonsense\r\n\r\n", 400),
        Text("a header with a NUL", Get + "X: a\0b\r\n\r\n", 400),
        Text("a folded header", Get + "X: a\r\n b\r\n\r\n", 400),
        Text("a header with a blank before the colon", Get + "X : a\r\n\r\n", 400),
        Text("a large header", Get + $"X: {new string('x', 100_000)}\r\n\r\n", 431),
        Text("many headers", Get + string.Concat(Enumerable.Range(0, 1000).Select(number => $"X-{number}: y\r\n")) + "\r\n", 431),
        Text("a head that stops", Get + "X: ", 400, 0),
        Text("newlines without returns", "GET /health HTTP/1.1\nHost: x\n\n", 200, 400),
        Text("empty lines before", "\r\n\r\n" + Get + "\r\n", 200, 400),

        // Request lines.
        Text("a long path", $"GET /{new string('x', 100_000)} HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        Text("a long query", $"GET /health?{new string('x', 100_000)} HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        Text("a path with a NUL", "GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n", 400, 404),
        Text("a path that climbs", "GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", 400, 404),
        Text("a path that climbs in disguise", "GET /files/read%2f..%2f..%2fetc HTTP/1.1\r\nHost: x\r\n\r\n", 400, 404),
        Text("a path of slashes", "GET ///////health HTTP/1.1\r\nHost: x\r\n\r\n", 200, 404),
        Text("a path of half an escape", "GET /heal%t HTTP/1.1\r\nHost: x\r\n\r\n", 400, 404),
        Text("a query of half an escape", "GET /health?%&%zz&=&&jsonp HTTP/1.1\r\nHost: x\r\n\r\n", 200, 400),
        Text("an absolute path", "GET http://x/health HTTP/1.1\r\nHost: x\r\n\r\n", 200),
        Text("a star", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", 400, 404, 405),
        Text("a method of our own", "MAKE /api/v1 HTTP/1.1\r\nHost: x\r\n\r\n", 405),
        Text("a method that is long", new string('M', 5000) + " /health HTTP/1.1\r\nHost: x\r\n\r\n", 200, 400, 404, 405),
        Text("CONNECT", "CONNECT x:80 HTTP/1.1\r\nHost: x:80\r\n\r\n", 400, 404, 405),
        Text("the oldest version", "GET /health\r\n\r\n", 400),
        Text("an old version", "GET /health HTTP/1.0\r\n\r\n", 200),
        Text("a version of the future", "GET /health HTTP/3.7\r\nHost: x\r\n\r\n", 400, 505),
        Text("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, 505, 0),
        new("the greeting of TLS", [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03, .. new byte[600]], 400, 0),
        new("nothing", [], 0),
        new("a NUL", [0], 400, 0),

        // What is right, if rare.
        Text("two requests at once", Get + "\r\n" + Get + "\r\n", 200),
        Text("an expectation", Post + $"Expect: 100-continue\r\nContent-Length: {Health.Length}\r\n\r\n{Health}", 100, 200),
        Text("another expectation", Post + $"Expect: miracles\r\nContent-Length: {Health.Length}\r\n\r\n{Health}", 200, 417),
        Text("an upgrade", Get + "Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n", 200),
        Text("a body of a GET", Get + "Content-Length: 3\r\n\r\nabc", 200),
        Text("gzip that is none", Post + $"Content-Encoding: gzip\r\nContent-Length: {Health.Length}\r\n\r\n{Health}", 400),
        Text("gzip that stops", Post + "Content-Encoding: gzip\r\nContent-Length: 10\r\n\r\n\u001f\u008b\b\0\0\0\0\0\0\u0003", 400),
        Text("a compression that nobody knows", Post + $"Content-Encoding: br\r\nContent-Length: {Health.Length}\r\n\r\n{Health}", 200, 400, 415),
    ];

    /// <summary>Valid requests to mutate.</summary>
    public static IReadOnlyList<byte[]> Valid { get; } =
    [
        Encoding.Latin1.GetBytes(Get + "\r\n"),
        Encoding.Latin1.GetBytes(Post + $"Content-Length: {Health.Length}\r\n\r\n{Health}"),
        Encoding.Latin1.GetBytes(Post + $"Transfer-Encoding: chunked\r\n\r\n{Health.Length:x}\r\n{Health}\r\n0\r\n\r\n"),
        Encoding.Latin1.GetBytes("GET /state?jsonp=x HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n"),
        Encoding.Latin1.GetBytes("GET /files/read?path=%2Fx&offset=0&length=10 HTTP/1.1\r\nHost: x\r\n\r\n"),
    ];

    /// <summary>Sends it, and gives the beginning of the answer.</summary>
    public async Task<string> Send(int port)
    {
        await using var connection = await RawConnection.Open(port);
        await connection.Send(Bytes);
        if (Statuses.Contains(0))
        {
            connection.CloseSending();
        }

        return await connection.ReadThrough("\r\n\r\n");
    }

    /// <summary>The status of an answer, 0 when there is none.</summary>
    public static int StatusOf(string answer) =>
        answer.StartsWith("HTTP/1.", StringComparison.Ordinal) && int.TryParse(answer.AsSpan(9, 3), out var status) ? status : 0;

    private static FramingCase Text(string name, string text, params int[] statuses) =>
        new(name, Encoding.Latin1.GetBytes(text), statuses);
}
