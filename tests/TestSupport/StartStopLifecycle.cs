
namespace MesosOrleans.TestSupport;

/// <summary>A silo's life for one participant: all stages start, all stages stop.</summary>
internal sealed class StartStopLifecycle : ISiloLifecycle
{
    private readonly SortedList<int, ILifecycleObserver> _observers = [];

    public int HighestCompletedStage => int.MaxValue;

    public int LowestStoppedStage => int.MaxValue;

    public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
    {
        _observers.Add(stage, observer);
        return new MemoryStream();
    }

    public async Task StartAsync()
    {
        foreach (var observer in _observers.Values)
        {
            await observer.OnStart(CancellationToken.None);
        }
    }

    public async Task StopAsync()
    {
        foreach (var observer in _observers.Values.Reverse())
        {
            await observer.OnStop(CancellationToken.None);
        }
    }
}
