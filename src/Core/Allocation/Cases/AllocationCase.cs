namespace MesosOrleans.Core.Allocation.Cases;

/// <summary>A case of a file in the notation of allocation cases.</summary>
/// <param name="Id">Identifier such as <c>A01</c>, unique in its file.</param>
/// <param name="Title">What it shows.</param>
/// <param name="Kind">What it exercises.</param>
/// <param name="Statements">Its statements in order; none for a table row.</param>
public sealed record AllocationCase(
    string Id, string Title, AllocationCaseKind Kind, IReadOnlyList<CaseStatement> Statements)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Id} {Title}";
}
