using System.Globalization;
using MesosOrleans.TestSupport;

namespace MesosOrleans.Bench.Processes;

/// <summary>A silo as a process of its own on loopback.</summary>
internal static class SiloProcess
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);

    /// <summary>Starts one.</summary>
    /// <param name="ports">Its ports.</param>
    /// <param name="flags">Further flags.</param>
    public static BenchProcess Start(PortBlock ports, params string[] flags) => BenchProcess.Start(
        RepositoryPaths.Silo,
        [
            "--ip=127.0.0.1",
            Flag("port", ports.Http),
            Flag("link_port", ports.Link),
            Flag("silo_port", ports.Silo),
            Flag("gateway_port", ports.Gateway),
            .. flags,
        ]);

    /// <summary>Waits until a silo answers a GET.</summary>
    /// <exception cref="InvalidOperationException">It ended.</exception>
    public static async Task AnswersAsync(BenchProcess silo, PortBlock ports, string path)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var page = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{ports.Http}{path}"));
        await Eventually.TrueAsync(
            async () =>
            {
                if (silo.HasExited)
                {
                    throw new InvalidOperationException("The silo ended");
                }

                try
                {
                    using var answer = await http.GetAsync(page);
                    return answer.IsSuccessStatusCode;
                }
                catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
                {
                    return false;
                }
            },
            "a silo that answers",
            StartDeadline);
    }

    private static string Flag(string name, int port) => string.Create(CultureInfo.InvariantCulture, $"--{name}={port}");
}
