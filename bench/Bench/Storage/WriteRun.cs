namespace MesosOrleans.Bench.Storage;

/// <summary>What one run of <see cref="WriteLoad"/> gave.</summary>
/// <param name="WritesPerSecond">Acknowledged writes per second.</param>
/// <param name="Latencies">Time of each write.</param>
internal sealed record WriteRun(double WritesPerSecond, Latencies Latencies);
