namespace MesosOrleans.AgentNode;

/// <summary>The one place where ids are made.</summary>
public sealed class IdFactory
{
    private readonly Random? _random;
    private readonly Lock _lock = new();

    /// <summary>Unpredictable ids.</summary>
    public IdFactory()
    {
    }

    /// <summary>The same ids for the same seed.</summary>
    public IdFactory(int seed)
    {
        _random = new Random(seed);
    }

    public Guid NewGuid()
    {
        if (_random is null)
        {
            return Guid.NewGuid();
        }

        Span<byte> bytes = stackalloc byte[16];
        lock (_lock)
        {
            _random.NextBytes(bytes);
        }

        return new Guid(bytes);
    }

    /// <summary>An id for a container, in the text form of a UUID.</summary>
    public string NewContainerId() => NewGuid().ToString("D");
}
