namespace MesosOrleans.Core.Allocation.Cases;

/// <summary>One statement of a case.</summary>
/// <param name="Line">Line number in the file, from 1.</param>
/// <param name="Verb">First word.</param>
/// <param name="Rest">The rest without comment.</param>
public sealed record CaseStatement(int Line, string Verb, string Rest)
{
    /// <summary>True for a statement that states the offers of the one before it.</summary>
    public bool IsExpectation => Verb is "=>" or "=>sum";

    /// <summary>The rest, split at blanks.</summary>
    public string[] Words => Rest.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <inheritdoc/>
    public override string ToString() => $"line {Line}: {Verb} {Rest}".TrimEnd();
}
