using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MesosOrleans.EndToEnd.Tests.Harness;

/// <summary>A process under test; what it prints is kept and shown when something fails.</summary>
internal sealed class ManagedProcess : IAsyncDisposable
{
    private const int LinesMax = 5000;
    private const int SignalTerminate = 15;
    private const int SignalInterrupt = 2;
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(15);
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();

    private ManagedProcess(Process process) => _process = process;

    public IReadOnlyList<string> Output => [.. _output];

    public IReadOnlyList<string> Errors => [.. _errors];

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    public string Transcript => string.Join('\n', _output.Concat(_errors));

    public static ManagedProcess Start(
        string file, IEnumerable<string> arguments, string? directory = null, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = directory ?? Path.GetTempPath(),
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start };
        var managed = new ManagedProcess(process);
        process.OutputDataReceived += (_, line) => Keep(managed._output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(managed._errors, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
        return managed;
    }

    /// <summary>Runs a process to its end.</summary>
    public static async Task<ManagedProcess> RunAsync(
        string file,
        IEnumerable<string> arguments,
        TimeSpan deadline,
        string? directory = null,
        IReadOnlyDictionary<string, string?>? environment = null)
    {
        var process = Start(file, arguments, directory, environment);
        await process.WaitForExitAsync(deadline);
        return process;
    }

    public async Task<int> WaitForExitAsync(TimeSpan deadline)
    {
        using var patience = new CancellationTokenSource(deadline);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            Assert.Fail($"{_process.StartInfo.FileName} did not end within {deadline.TotalSeconds} s:\n{Transcript}");
        }

        return _process.ExitCode;
    }

    /// <summary><c>kill -9</c>, of this process alone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Terminate() => Signal(SignalTerminate);

    public void Interrupt() => Signal(SignalInterrupt);

    /// <summary>Ends the process in order; by force when it does not listen.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Signal(SignalTerminate);
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

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is null)
        {
            return;
        }

        lines.Enqueue(line);
        while (lines.Count > LinesMax)
        {
            lines.TryDequeue(out _);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int processId, int signal);

    private void Signal(int signal) => _ = SendSignal(_process.Id, signal);
}
