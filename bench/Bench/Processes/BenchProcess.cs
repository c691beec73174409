using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using MesosOrleans.TestSupport;

namespace MesosOrleans.Bench.Processes;

/// <summary>A process of a benchmark; the end of what it printed is kept for the case that it fails.</summary>
internal sealed class BenchProcess : IAsyncDisposable
{
    private const int LinesMax = 40;
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(15);
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private BenchProcess(Process process) => _process = process;

    /// <summary>Its id.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>The last lines that it printed.</summary>
    public string Transcript => string.Join('\n', _lines);

    /// <summary>Starts a program.</summary>
    public static BenchProcess Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var bench = new BenchProcess(new Process { StartInfo = start });
        bench._process.OutputDataReceived += (_, line) => bench.Keep(line.Data);
        bench._process.ErrorDataReceived += (_, line) => bench.Keep(line.Data);
        bench._process.Start();
        bench._process.BeginOutputReadLine();
        bench._process.BeginErrorReadLine();
        bench._process.StandardInput.Close();
        return bench;
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Memory that it holds now (resident set), in MB of 2^20 bytes.</summary>
    public double ResidentMegabytes()
    {
        const string Field = "VmRSS:";
        var line = File.ReadLines($"/proc/{Id.ToString(CultureInfo.InvariantCulture)}/status")
            .First(text => text.StartsWith(Field, StringComparison.Ordinal));
        var kilobytes = line[Field.Length..].Replace("kB", "", StringComparison.Ordinal).Trim();
        return double.Parse(kilobytes, CultureInfo.InvariantCulture) / 1024;
    }

    /// <summary>Ends it in order; by force when it does not listen.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!HasExited)
        {
            await Shell.RunAsync(StopPatience, "kill", "-TERM", Id.ToString(CultureInfo.InvariantCulture));
            using var patience = new CancellationTokenSource(StopPatience);
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        _lines.Enqueue(line);
        while (_lines.Count > LinesMax)
        {
            _lines.TryDequeue(out _);
        }
    }
}
