using MesosOrleans.Bench.Launch;

namespace MesosOrleans.Bench.Api;

/// <summary>What was launched in a span of time with some kind of requests beside it.</summary>
/// <param name="Kind">What was asked for meanwhile; null for nothing.</param>
/// <param name="Run">The launches.</param>
/// <param name="First">The first bytes of answers.</param>
/// <param name="Whole">The answers.</param>
internal sealed record LoadWindow(string? Kind, LaunchRun Run, Latencies First, Latencies Whole)
{
    /// <summary>Tasks that finished a second.</summary>
    public double Rate => Run.Finished / Run.Elapsed.TotalSeconds;
}
