namespace MesosOrleans.Transport;

/// <summary>Counts what is written and keeps nothing of it.</summary>
internal sealed class CountingWriter : IPacedWriter, IDisposable
{
    private const int KeptBytes = 64 * 1024;
    private readonly PooledBuffer _scratch = new();

    /// <summary>Bytes written so far.</summary>
    public long Count { get; private set; }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        Count += count;
        _scratch.Advance(count);
        if (_scratch.Count > KeptBytes)
        {
            _scratch.Clear();
        }
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0) => _scratch.GetMemory(sizeHint);

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => _scratch.GetSpan(sizeHint);

    /// <inheritdoc/>
    public ValueTask FlushIfLarge() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _scratch.Dispose();
}
