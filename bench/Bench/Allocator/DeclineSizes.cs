namespace MesosOrleans.Bench.Allocator;

/// <summary>Where offers are declined one at a time.</summary>
internal static class DeclineSizes
{
    public static readonly AllocatorSize[] All = [new(1_000, 200, 100), new(10_000, 200, 100)];

    public static void Write(FigureWriter figures, string kind, AllocatorSize size, double declines, double cycle)
    {
        figures.Figure(
            $"allocator.declineoffers.{kind}", declines, "ms",
            ("agents", size.Agents), ("frameworks", size.Frameworks), ("roles", size.Roles), ("nextcycle", Math.Round(cycle, 4)));
    }
}
