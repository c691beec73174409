using MesosOrleans.Core.Resources;

namespace MesosOrleans.Bench.Allocator;

/// <summary>A framework with equal tasks to launch.</summary>
/// <param name="task">What a task needs.</param>
/// <param name="tasks">How many it launches in all.</param>
/// <param name="perOffer">How many it launches in one offer at most.</param>
internal sealed class TaskFramework(ResourceSet task, int tasks, int perOffer)
{
    /// <summary>How many are left to launch.</summary>
    public int Left { get; private set; } = tasks;

    /// <summary>Launches what fits into an offer.</summary>
    /// <returns>What is launched on, and what is left of the offer.</returns>
    public (ResourceSet Launched, ResourceSet Unused) Launch(ResourceSet offer)
    {
        var launched = ResourceSet.Empty;
        for (var i = 0; i < perOffer && Left > 0 && offer.Contains(task); i++)
        {
            offer -= task;
            launched += task;
            Left--;
        }

        return (launched, offer);
    }
}
