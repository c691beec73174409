namespace MesosOrleans.Bench.Api;

/// <summary>How one answer came.</summary>
internal sealed record StateAnswer(TimeSpan FirstByte, TimeSpan Whole, long Bytes);
