namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>
/// How long changes are gathered before a cycle: hardly at all while little happens, longer while much does, so that what
/// becomes free together is offered together.
/// </summary>
public sealed class CyclePace
{
    private const int BusyChanges = 32;
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(20);

    /// <summary>Time from the first change to the cycle.</summary>
    public TimeSpan Linger { get; private set; } = Shortest;

    /// <summary>Learns from a cycle.</summary>
    /// <param name="changes">Messages since the cycle before.</param>
    /// <param name="duration">How long the cycle took to decide and to send.</param>
    public void Ran(int changes, TimeSpan duration)
    {
        var wanted = changes > BusyChanges ? Linger * 2 : Linger / 2;
        var least = duration > Shortest ? duration : Shortest;
        Linger = wanted < least ? least : wanted;
        Linger = Linger > Longest ? Longest : Linger;
    }
}
