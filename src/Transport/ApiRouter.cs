using System.Collections.Frozen;

namespace MesosOrleans.Transport;

/// <summary>
/// Finds the handler of a path: by the longest registered prefix of whole segments, with and without the component's
/// own name in front, a trailing slash ignored.
/// </summary>
internal sealed class ApiRouter
{
    private readonly string _component;
    private readonly FrozenDictionary<string, ApiRoute> _handlers;
    private readonly FrozenDictionary<string, ApiRoute>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    /// <summary>Takes handlers by path, each with a leading and without a trailing slash.</summary>
    /// <param name="component">Who serves them, e.g. <c>/master</c> or <c>/slave(1)</c>.</param>
    /// <param name="handlers">The handlers.</param>
    public ApiRouter(string component, IEnumerable<KeyValuePair<string, RequestDelegate>> handlers)
    {
        _component = component;
        _handlers = handlers.ToFrozenDictionary(
            pair => pair.Key, pair => new ApiRoute(pair.Key, pair.Value), StringComparer.Ordinal);
        _lookup = _handlers.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The handler of a path, or null.</summary>
    public ApiRoute? Find(string path)
    {
        if (path.Contains("/..", StringComparison.Ordinal))
        {
            return null;
        }

        var rest = path.AsSpan();
        if (rest.StartsWith(_component) && (rest.Length == _component.Length || rest[_component.Length] == '/'))
        {
            rest = rest[_component.Length..];
        }

        // The root is a page of its own, not the beginning of every path.
        if (path is "/")
        {
            return _handlers.GetValueOrDefault(path);
        }

        while (rest.Length > 1)
        {
            if (_lookup.TryGetValue(rest, out var handler))
            {
                return handler;
            }

            rest = rest[..rest.LastIndexOf('/')];
        }

        return null;
    }

    /// <summary>What is left of a path behind a handler's own, without slashes around it; for handlers that refuse it.</summary>
    public static ReadOnlySpan<char> Remainder(string path, string own)
    {
        var start = path.IndexOf(own, StringComparison.Ordinal);
        return start < 0 ? [] : path.AsSpan(start + own.Length).Trim('/');
    }
}
