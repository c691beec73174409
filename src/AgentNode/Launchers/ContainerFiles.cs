using System.Globalization;
using System.Text.Json;

namespace MesosOrleans.AgentNode.Launchers;

/// <summary>The files of one container below <c>runtime_dir/containers</c>.</summary>
internal sealed class ContainerFiles
{
    private const string RecordName = "record.json";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <param name="root">The directory <c>runtime_dir/containers</c>.</param>
    /// <param name="containerId">A UUID; never anything that a framework has chosen.</param>
    internal ContainerFiles(string root, string containerId)
    {
        ContainerId = containerId;
        Directory = Path.Combine(root, containerId);
    }

    internal string ContainerId { get; }

    /// <summary>The container's own directory, the OCI bundle with the linux launcher.</summary>
    internal string Directory { get; }

    internal string ExitPath => Path.Combine(Directory, "exit");

    internal void Create() => System.IO.Directory.CreateDirectory(Directory, Private);

    internal void Delete()
    {
        if (System.IO.Directory.Exists(Directory))
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }
    }

    /// <summary>Writes the record so that a reader sees the old one or the new one, never a part.</summary>
    internal void Write(ContainerRecord record)
    {
        var path = Path.Combine(Directory, RecordName);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(record, ContainerRecordJson.Default.ContainerRecord);
        File.WriteAllBytes(path + ".new", bytes);
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>The record, or null if there is none that can be read.</summary>
    internal ContainerRecord? ReadRecord()
    {
        try
        {
            return JsonSerializer.Deserialize(
                File.ReadAllBytes(Path.Combine(Directory, RecordName)), ContainerRecordJson.Default.ContainerRecord);
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The status that the monitor wrote, as wait(2) reports it; null if it is missing, empty or damaged.</summary>
    internal int? ReadWaitStatus()
    {
        try
        {
            return ExitFile.Parse(File.ReadAllText(ExitPath));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A small number that a monitor wrote into a file of the bundle, or null.</summary>
    internal int? ReadNumber(string name)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(Directory, name));
            return int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
