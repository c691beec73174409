using System.Diagnostics;

namespace MesosOrleans.AgentNode.Fetcher;

/// <summary>Unpacks what the runtime library cannot (bzip2, xz) with the machine's own tar.</summary>
internal static class ExternalTar
{
    /// <exception cref="FetchException">tar is missing or failed.</exception>
    public static async Task ExtractAsync(string path, string directory, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("tar")
        {
            RedirectStandardError = true,
            ArgumentList = { "-x", "-f", path, "-C", directory },
        };
        try
        {
            using var process = Process.Start(start)!;
            var error = await process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0)
            {
                throw new FetchException($"Failed to unpack '{Path.GetFileName(path)}': {error.Trim()}");
            }
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new FetchException($"Failed to unpack '{Path.GetFileName(path)}': {exception.Message}", exception);
        }
    }
}
