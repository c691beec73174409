namespace MesosOrleans.Bench.Allocator;

/// <summary>Runs the workloads one after the other; of each the sequential allocator first, then the tree.</summary>
internal static class AllocatorSuite
{
    // A server's code is in its last compilation tier after seconds; the first cycles of a process measure the compiler.
    private const int WarmUpRounds = 40;
    private const int WarmUpAgents = 4_000;

    public static async Task Run(FigureWriter figures, AllocatorParts parts, CancellationToken cancellationToken)
    {
        figures.Progress("warming up: the same rounds before all sizes, not counted");
        await WarmUp(parts, cancellationToken);
        foreach (var size in AllocatorSizes.All)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await FullFree(figures, parts, size);
        }

        foreach (var workload in Workloads(parts))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await workload(figures);
        }

        if (parts.HasFlag(AllocatorParts.Filtered))
        {
            await Filtered(figures, parts, cancellationToken);
        }
    }

    public static async Task Filtered(FigureWriter figures, AllocatorParts parts, CancellationToken cancellationToken)
    {
        foreach (var size in AllocatorSizes.All)
        {
            if (parts.HasFlag(AllocatorParts.Reference))
            {
                figures.Progress($"sequential, until all is filtered: {size}");
                ReferenceFullFree.MeasureFiltered(figures, size, cancellationToken);
            }

            if (parts.HasFlag(AllocatorParts.Tree))
            {
                figures.Progress($"tree, until all is filtered: {size}");
                await TreeFullFree.MeasureFiltered(figures, size, cancellationToken);
            }
        }
    }

    private static async Task FullFree(FigureWriter figures, AllocatorParts parts, AllocatorSize size)
    {
        if (parts.HasFlag(AllocatorParts.Reference))
        {
            figures.Progress($"sequential: {size}");
            ReferenceFullFree.Measure(figures, size);
        }

        if (parts.HasFlag(AllocatorParts.Tree))
        {
            figures.Progress($"tree: {size}");
            await TreeFullFree.Measure(figures, size);
        }
    }

    private static IEnumerable<Func<FigureWriter, Task>> Workloads(AllocatorParts parts)
    {
        var (reference, tree) = (parts.HasFlag(AllocatorParts.Reference), parts.HasFlag(AllocatorParts.Tree));
        if (reference)
        {
            yield return ReferenceDeclines.Measure;
        }

        if (tree)
        {
            yield return TreeDeclines.Measure;
        }

        if (reference)
        {
            yield return QuotaWorkload.MeasureReference;
        }

        if (tree)
        {
            yield return QuotaWorkload.MeasureTree;
        }

        if (reference)
        {
            yield return ReferenceMulti.Measure;
        }

        if (tree)
        {
            yield return TreeMulti.Measure;
            yield return TreeOneFreed.Measure;
        }
    }

    private static async Task WarmUp(AllocatorParts parts, CancellationToken cancellationToken)
    {
        var size = new AllocatorSize(WarmUpAgents, 200, 100);
        if (parts.HasFlag(AllocatorParts.Reference))
        {
            ReferenceFullFree.WarmUp(size, WarmUpRounds);
            QuotaWorkload.RunReference();
            ReferenceMulti.LaunchAll();
        }

        if (parts.HasFlag(AllocatorParts.Tree))
        {
            await TreeFullFree.WarmUp(size, WarmUpRounds, cancellationToken);
            _ = await QuotaWorkload.RunTree();
        }
    }
}
