namespace MesosOrleans.Core.Allocation.Constraints;

/// <summary>Bounds on a regular expression that a framework sends in an offer constraint.</summary>
/// <param name="MemoryBytesMax">Bound on the pattern's length in UTF-8 bytes, standing in for RE2's memory bound.</param>
/// <param name="ProgramSizeMax">Bound on the estimated number of automaton states.</param>
public readonly record struct RegexLimits(int MemoryBytesMax, int ProgramSizeMax)
{
    /// <summary>4096 bytes and 100 states.</summary>
    public static RegexLimits Default { get; } = new(4096, 100);
}
