namespace MesosOrleans.Storage.Tests;

[GenerateSerializer]
[Alias("MesosOrleans.Storage.Tests.SampleState")]
public sealed class SampleState
{
    [Id(0)]
    public string Text { get; set; } = "";

    [Id(1)]
    public byte[] Bytes { get; set; } = [];
}
