using System.Text;

namespace MesosOrleans.Silo.Api.Legacy;

/// <summary>A form in a request body, decoded whatever the Content-Type says.</summary>
internal sealed class FormBody
{
    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);

    /// <summary>Decodes a form.</summary>
    public static ApiError? Parse(ReadOnlySpan<byte> body, out FormBody? form)
    {
        form = new FormBody();
        foreach (var pair in Encoding.UTF8.GetString(body).Split('&', ';'))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? pair : pair[..equals];
            var value = equals < 0 ? "" : pair[(equals + 1)..];
            if ((Malformed(name) ?? Malformed(value)) is { } escape)
            {
                return new ApiError(
                    StatusCodes.Status400BadRequest,
                    $"Unable to decode query string: Malformed % escape in '{pair}': '{escape}'");
            }

            if (name.Length > 0)
            {
                form._fields[Decode(name)] = Decode(value);
            }
        }

        return null;
    }

    /// <summary>Takes a field, or says that it is missing.</summary>
    public ApiError? Take(string name, out string value)
    {
        if (_fields.TryGetValue(name, out var found))
        {
            value = found;
            return null;
        }

        value = "";
        return new ApiError(
            StatusCodes.Status400BadRequest, $"Missing '{name}' query parameter in the request body");
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static string? Malformed(string text)
    {
        for (var at = text.IndexOf('%', StringComparison.Ordinal); at >= 0;
            at = text.IndexOf('%', at + 1))
        {
            if (at + 2 >= text.Length || !char.IsAsciiHexDigit(text[at + 1]) || !char.IsAsciiHexDigit(text[at + 2]))
            {
                return text.Substring(at, Math.Min(3, text.Length - at));
            }
        }

        return null;
    }
}
