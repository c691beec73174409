using MesosOrleans.Core.Resources;

namespace MesosOrleans.AgentNode.Flags;

/// <summary>The flag resources, completed by what the machine has. Facts: resources.md 4.</summary>
internal static class MachineResources
{
    private const long Megabyte = 1024 * 1024;
    private const string FilePrefix = "file://";

    /// <exception cref="FlagException">The flag cannot be understood.</exception>
    public static IReadOnlyList<Protocol.V1.Resource> Create(NodeOptions options)
    {
        var error = AgentResources.TryDetect(
            Text(options.Resources ?? ""), options.DefaultRole, Probe(options.WorkDir), out var resources);
        return error is null ? resources.ToProto() : throw new FlagException($"--{NodeFlags.Resources}: {error}");
    }

    private static string Text(string flag)
    {
        if (!flag.StartsWith(FilePrefix, StringComparison.Ordinal))
        {
            return flag;
        }

        try
        {
            return File.ReadAllText(flag[FilePrefix.Length..]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FlagException($"--{NodeFlags.Resources}: {exception.Message}");
        }
    }

    private static AgentProbe Probe(string workDir) => new(
        Environment.ProcessorCount,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Megabyte,
        Directory.Exists(workDir) ? new DriveInfo(workDir).TotalSize / Megabyte : null);
}
