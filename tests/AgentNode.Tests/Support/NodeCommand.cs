using System.Diagnostics;

namespace MesosOrleans.AgentNode.Tests.Support;

/// <summary>The node as a process of its own.</summary>
internal sealed class NodeCommand : IDisposable
{
    private readonly Process _process;

    private NodeCommand(Process process)
    {
        _process = process;
    }

    public int Pid => _process.Id;

    public static NodeCommand Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "MesosOrleans.AgentNode.dll") },
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return new NodeCommand(Process.Start(start)!);
    }

    /// <summary>The node attached to a fake silo, on the posix launcher.</summary>
    public static NodeCommand Start(string workDirectory, string siloAddress) => Start(
        "--master=127.0.0.1:1",
        $"--link_port={siloAddress[(siloAddress.LastIndexOf(':') + 1)..]}",
        $"--work_dir={workDirectory}/work",
        $"--runtime_dir={workDirectory}/runtime",
        "--launcher=posix",
        "--port=0",
        "--resources=cpus:4;mem:1024;disk:1024",
        "--registration_backoff_factor=20ms");

    /// <summary>kill -9.</summary>
    public async Task CrashAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async Task<(int Code, string Error)> EndAsync()
    {
        var error = _process.StandardError.ReadToEndAsync();
        await _process.WaitForExitAsync().WaitAsync(Eventually.Deadline);
        return (_process.ExitCode, await error);
    }

    /// <summary>Whether it ended, and what it said then; null while it runs.</summary>
    public string? Complaint => _process.HasExited ? $"exit {_process.ExitCode}: {_process.StandardError.ReadToEnd()}" : null;

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
