namespace MesosOrleans.Grains.Allocation;

/// <summary>
/// Sends to each receiver one after the other, the next when the one before was answered; to different receivers at once.
/// Two messages to a grain that the sender's silo has to look up first may overtake each other, and a batch that comes after
/// a newer one is refused with all its offers.
/// </summary>
internal sealed class SendOrder
{
    private readonly Dictionary<string, Task> _latest = new(StringComparer.Ordinal);

    /// <summary>Sends when all that was to be sent to the receiver before has been answered, or has failed.</summary>
    /// <param name="receiver">The receiver.</param>
    /// <param name="send">Sends, and ends with the answer.</param>
    public async Task Send(string receiver, Func<Task> send)
    {
        var turn = After(_latest.GetValueOrDefault(receiver, Task.CompletedTask), send);
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

    private static async Task After(Task before, Func<Task> send)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        await send();
    }
}
