namespace MesosOrleans.Grains.Storage;

/// <summary>
/// Runs one write at a time; all who ask while one runs share the next. For use within one grain: not thread-safe.
/// </summary>
internal sealed class CoalescingWriter(Func<Task> write)
{
    private Task? _running;
    private Task? _next;

    /// <summary>Completes when a write that began after this call has ended.</summary>
    public Task WriteAsync()
    {
        if (_running is null)
        {
            return _running = RunAsync();
        }

        return _next ??= RunNextAsync(_running);
    }

    private async Task RunNextAsync(Task previous)
    {
        try
        {
            await previous;
        }
        catch (Exception)
        {
            // Its own callers have been told; whether the next one works is for the next one to find out.
        }

        _next = null;
        await (_running = RunAsync());
    }

    private async Task RunAsync()
    {
        try
        {
            // Whatever the caller changes in this turn still belongs to this write.
            await Task.Yield();
            await write();
        }
        finally
        {
            if (_next is null)
            {
                _running = null;
            }
        }
    }
}
