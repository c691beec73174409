namespace MesosOrleans.Bench.Storage;

/// <summary>A state of the size of a small task's.</summary>
[GenerateSerializer]
[Alias("MesosOrleans.Bench.Storage.BenchState")]
internal sealed class BenchState
{
    /// <summary>How often it was written.</summary>
    [Id(0)]
    public int Count { get; set; }

    /// <summary>Some 200 characters.</summary>
    [Id(1)]
    public string Text { get; set; } = new('t', 200);
}
