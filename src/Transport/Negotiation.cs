using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace MesosOrleans.Transport;

/// <summary>Rules of Accept and Accept-Encoding (http-api.md 1.4).</summary>
internal static class Negotiation
{
    /// <summary>The value of a header that may be repeated: the last one wins, they are not joined.</summary>
    public static string? Last(StringValues values) => values.Count == 0 ? null : values[^1];

    /// <summary>The encoding of the answer: JSON whenever acceptable, else protobuf, else none.</summary>
    public static MessageFormat? Format(HttpRequest request)
    {
        var accept = Last(request.Headers.Accept);
        if (accept is null or MediaTypes.Json or "*/*" || Accepts(accept, MediaTypes.Json, "application/*"))
        {
            return MessageFormat.Json;
        }

        return accept == MediaTypes.Protobuf || Accepts(accept, MediaTypes.Protobuf, "application/*")
            ? MessageFormat.Protobuf
            : null;
    }

    /// <summary>Whether the client takes gzip, by name or by <c>*</c>.</summary>
    public static bool AcceptsGzip(HttpRequest request)
    {
        var accept = Last(request.Headers.AcceptEncoding);
        return accept is not null && (Find(accept, "gzip") ?? Find(accept, "*") ?? false);
    }

    private static bool Accepts(string accept, string type, string range) =>
        Find(accept, type) ?? Find(accept, range) ?? Find(accept, "*/*") ?? false;

    // The first entry with that name decides; null when there is none.
    private static bool? Find(string header, string name)
    {
        foreach (var range in header.AsSpan().Split(','))
        {
            var entry = header.AsSpan()[range].Trim();
            var semicolon = entry.IndexOf(';');
            var media = semicolon < 0 ? entry : entry[..semicolon].TrimEnd();
            if (media.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return semicolon < 0 || Quality(entry[(semicolon + 1)..]);
            }
        }

        return null;
    }

    private static bool Quality(ReadOnlySpan<char> parameters)
    {
        foreach (var range in parameters.Split(';'))
        {
            var parameter = parameters[range].Trim();
            if (parameter.StartsWith("q=", StringComparison.OrdinalIgnoreCase))
            {
                return double.TryParse(
                    parameter[2..], NumberStyles.Float, CultureInfo.InvariantCulture, out var quality) && quality > 0;
            }
        }

        return true;
    }
}
