using System.Text;
using Google.Protobuf;
using MesosOrleans.AgentNode.Draining;
using MesosOrleans.AgentNode.Executors;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Recovery;

/// <summary>
/// Writes what a new process needs to take over. Every framework's tasks are written, whether it asked for checkpoints
/// or not: a task never depends on the node's own process.
/// </summary>
internal sealed class CheckpointStore(AgentLayout layout)
{
    private const UnixFileMode SandboxMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    public AgentLayout Layout { get; } = layout;

    /// <summary>The agent's id and info, and the link that makes it the current one.</summary>
    public void SaveAgent(AgentInfo info)
    {
        var agentId = info.Id.Value;
        Directory.CreateDirectory(Layout.AgentMeta(agentId));
        Save(Layout.AgentInfoPath(agentId), CheckpointRecordKind.AgentInfo, info);
        AtomicFile.Link(Layout.LatestAgentLink, SafePathComponent.Escape(agentId));
    }

    public void SaveBootId(string bootId) => AtomicFile.Write(Layout.BootIdPath, Encoding.UTF8.GetBytes(bootId));

    public void SaveFramework(string agentId, FrameworkInfo framework)
        => Save(Layout.FrameworkInfoPath(agentId, framework.Id.Value), CheckpointRecordKind.FrameworkInfo, framework);

    public void SaveLastCommand(string agentId, CommandAck command)
        => LastCommandFile.Write(Layout.LastCommandPath(agentId), command);

    /// <summary>The node drains, until <see cref="RemoveDrain"/>.</summary>
    public void SaveDrain(string agentId, DrainRecord drain) => AtomicFile.Write(Layout.DrainPath(agentId), drain.Encode());

    /// <summary>The drain is over.</summary>
    public void RemoveDrain(string agentId) => File.Delete(Layout.DrainPath(agentId));

    /// <summary>Makes the directories of a run, the executor's own file, and the links to the newest run.</summary>
    public static void CreateRun(ExecutorRun run, UnixUser? owner)
    {
        Directory.CreateDirectory(run.Meta);
        if (run.Info is not null)
        {
            List<CheckpointRecord> records = [new(CheckpointRecordKind.ExecutorInfo, run.Info.ToByteArray())];
            if (run.User is not null)
            {
                records.Add(new(CheckpointRecordKind.User, Encoding.UTF8.GetBytes(run.User)));
            }

            AtomicFile.Write(AgentLayout.ExecutorInfoPath(run.Meta), CheckpointCodec.Encode([.. records]));
        }

        try
        {
            CreateSandbox(run.Sandbox, owner);
        }
        catch (DirectoryNotFoundException)
        {
            // The collector has just removed the directory of the executor's older runs.
            CreateSandbox(run.Sandbox, owner);
        }

        LinkLatest(run.Meta);
        LinkLatest(run.Sandbox);
    }

    /// <summary>Remembers which volumes an executor's container begins with.</summary>
    public static void SaveVolumes(ExecutorRun run)
    {
        if (run.BoundVolumes.Count > 0)
        {
            CheckpointRecord[] records =
                [.. run.BoundVolumes.Select(path => new CheckpointRecord(CheckpointRecordKind.BoundVolume, Encoding.UTF8.GetBytes(path)))];
            AtomicFile.Write(AgentLayout.ExecutorVolumesPath(run.Meta), CheckpointCodec.Encode(records));
        }
    }

    /// <summary>Remembers that a custom executor is over, for as long as its tasks are not forgotten.</summary>
    public static void MarkEnded(ExecutorRun run)
    {
        if (Directory.Exists(run.Meta))
        {
            AtomicFile.Write(AgentLayout.ExecutorSentinelPath(run.Meta), []);
        }
    }

    /// <summary>Makes a task's directories and its file. From here on the task is the node's to finish.</summary>
    public static void CreateTask(TaskRun run, UnixUser? owner)
    {
        Directory.CreateDirectory(run.Meta);
        List<CheckpointRecord> records =
        [
            new(CheckpointRecordKind.TaskInfo, run.Info.ToByteArray()),
            new(CheckpointRecordKind.ContainerId, Encoding.UTF8.GetBytes(run.ContainerId)),
        ];
        if (run.User is not null)
        {
            records.Add(new(CheckpointRecordKind.User, Encoding.UTF8.GetBytes(run.User)));
        }

        if (run.GroupId is not null)
        {
            records.Add(new(CheckpointRecordKind.GroupId, Encoding.UTF8.GetBytes(run.GroupId)));
            CreateSandbox(run.Sandbox, owner);
            LinkNested(run);
        }

        AtomicFile.Write(AgentLayout.TaskInfoPath(run.Meta), CheckpointCodec.Encode([.. records]));
    }

    private static void LinkNested(TaskRun run)
    {
        var link = AgentLayout.NestedLink(run.Executor.Sandbox, run.Key.TaskId);
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        AtomicFile.Link(link, Path.Combine("..", "containers", Path.GetFileName(run.Sandbox)));
    }

    private static void LinkLatest(string run)
        => AtomicFile.Link(Path.Combine(Path.GetDirectoryName(run)!, AgentLayout.LatestName), Path.GetFileName(run));

    /// <summary>Makes a sandbox with its two logs.</summary>
    /// <exception cref="IOException">It cannot be made or handed over.</exception>
    public static void CreateSandbox(string sandbox, UnixUser? owner)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(sandbox)!);
        Directory.CreateDirectory(sandbox, SandboxMode);
        string[] logs = [Path.Combine(sandbox, "stdout"), Path.Combine(sandbox, "stderr")];
        foreach (var log in logs)
        {
            using var handle = File.OpenHandle(log, FileMode.OpenOrCreate, FileAccess.Write);
        }

        if (owner is not null)
        {
            UnixUsers.Own(sandbox, owner);
            UnixUsers.Own(logs[0], owner);
            UnixUsers.Own(logs[1], owner);
        }
    }

    private static void Save(string path, CheckpointRecordKind kind, IMessage message)
        => AtomicFile.Write(path, CheckpointCodec.Encode(new CheckpointRecord(kind, message.ToByteArray())));
}
