using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.AgentNode.Launchers;
using Microsoft.Extensions.Logging.Abstractions;

namespace MesosOrleans.AgentNode.Tests.Support;

/// <summary>The node's own containerizer over a directory, made anew as often as the node is.</summary>
internal sealed class RealContainers(string launcher, string directory)
{
    private readonly ContainerizerOptions _options = new()
    {
        Launcher = launcher,
        Isolation = launcher == "posix" ? ["posix/cpu", "posix/mem"] : [],
        RuntimeDirectory = Path.Combine(directory, "runtime"),
        CgroupsRoot = "mesos_test_" + Guid.NewGuid().ToString("N"),
    };

    public async Task<LocalContainerizer> CreateAsync() => (await ContainerizerFactory.CreateAsync(
        _options, NullLoggerFactory.Instance, TimeProvider.System)).Containerizer;

    /// <summary>Destroys whatever is left.</summary>
    public async Task ClearAsync()
    {
        using (var last = await CreateAsync())
        {
            await last.RecoverAsync([], CancellationToken.None);
        }

        foreach (var mount in CgroupMounts.Read().Legacy.Values.Append(CgroupMounts.UsualUnified))
        {
            foreach (var root in (string[])[_options.CgroupsRoot, _options.CgroupsRoot + "_monitors"])
            {
                var path = Path.Combine(mount, root);
                await Eventually.TrueAsync(() => TryDelete(path), $"{path} is empty");
            }
        }
    }

    private static bool TryDelete(string directory)
    {
        try
        {
            if (Directory.Exists(directory))
            {
                Directory.Delete(directory);
            }

            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
