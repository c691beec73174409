namespace MesosOrleans.Bench.Allocator;

/// <summary>A size of cluster.</summary>
internal readonly record struct AllocatorSize(int Agents, int Frameworks, int Roles)
{
    /// <summary>Writes a figure of this size.</summary>
    public void Write(FigureWriter figures, string name, double value, string unit) => figures.Figure(
        name, value, unit, ("agents", Agents), ("frameworks", Frameworks), ("roles", Roles));

    /// <inheritdoc/>
    public override string ToString() => $"{Agents} agents, {Frameworks} frameworks in {Roles} roles";
}
