namespace MesosOrleans.Grains.View;

/// <summary>Gathers a grain's changes for a moment before listings are told of them once.</summary>
/// <param name="time">The clock.</param>
/// <param name="publish">Tells; in the grain's turn.</param>
internal sealed class GatheredPublication(TimeProvider time, Action publish)
{
    /// <summary>Whether there are changes of which listings have not been told.</summary>
    public bool IsPending { get; private set; }

    /// <summary>There is a change: it is told of soon.</summary>
    public void Schedule()
    {
        if (!IsPending)
        {
            IsPending = true;
            PublishSoon().Ignore();
        }
    }

    /// <summary>Listings are being told: nothing is pending any more.</summary>
    public void Done() => IsPending = false;

    private async Task PublishSoon()
    {
        await Task.Delay(Limits.ViewDelay, time);
        if (IsPending)
        {
            publish();
        }
    }
}
