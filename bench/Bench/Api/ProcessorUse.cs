using System.Diagnostics;
using System.Text.Json.Nodes;

namespace MesosOrleans.Bench.Api;

/// <summary>Processor time of the silo and of this process, which makes the load, over a span of time.</summary>
internal sealed class ProcessorUse
{
    private readonly Process _silo;
    private readonly long _began = TimeProvider.System.GetTimestamp();
    private readonly TimeSpan _siloBefore;
    private readonly TimeSpan _ownBefore;

    /// <summary>Begins to measure.</summary>
    public ProcessorUse(int siloId)
    {
        _silo = Process.GetProcessById(siloId);
        _siloBefore = _silo.TotalProcessorTime;
        _ownBefore = Environment.CpuUsage.TotalTime;
    }

    /// <summary>Time since the beginning.</summary>
    public TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(_began);

    /// <summary>Shares of all processors of the machine, and processor time of the silo for each of a number of operations.</summary>
    public (string Name, JsonNode Value)[] End(long operations)
    {
        _silo.Refresh();
        var silo = _silo.TotalProcessorTime - _siloBefore;
        var own = Environment.CpuUsage.TotalTime - _ownBefore;
        var whole = Elapsed * Environment.ProcessorCount;
        _silo.Dispose();
        return
        [
            ("siloShare", Math.Round(silo / whole, 3)),
            ("generatorShare", Math.Round(own / whole, 3)),
            ("siloMicrosecondsEach", Math.Round(silo.TotalMicroseconds / Math.Max(1, operations), 1)),
        ];
    }
}
