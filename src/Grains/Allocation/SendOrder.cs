namespace MesosOrleans.Grains.Allocation;

/// <summary>
/// Sends to each receiver one after the other, the next when the one before was answered; to different receivers at once.
/// Two messages to a grain that the sender's silo has to look up first may overtake each other, and a batch that comes after
/// a newer one is refused with all its offers.
/// </summary>
/// <param name="patience">
/// How long one waits for the answer to the one before. An answer that is lost with a silo must not hold back all that
/// follows until the call's time is up; what is overtaken after so long is refused and made again.
/// </param>
/// <param name="time">The clock.</param>
internal sealed class SendOrder(TimeSpan patience, TimeProvider time)
{
    private readonly Dictionary<string, Task> _latest = new(StringComparer.Ordinal);

    /// <summary>Sends when what was to be sent to the receiver before has been answered, has failed, or has taken too long.</summary>
    /// <param name="receiver">The receiver.</param>
    /// <param name="send">Sends, and ends with the answer.</param>
    public async Task Send(string receiver, Func<Task> send)
    {
        var turn = _latest.TryGetValue(receiver, out var before) ? After(before, send) : send();
        _latest[receiver] = turn;
        try
        {
            await turn;
        }
        finally
        {
            if (_latest.GetValueOrDefault(receiver) == turn)
            {
                _latest.Remove(receiver);
            }
        }
    }

    private async Task After(Task before, Func<Task> send)
    {
        using var given = new CancellationTokenSource();
        await Task.WhenAny(before, Task.Delay(patience, time, given.Token));
        await given.CancelAsync();
        await send();
    }
}
