using System.Text;
using Google.Protobuf;
using MesosOrleans.AgentNode.Draining;
using MesosOrleans.AgentNode.Executors;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Recovery;

/// <summary>
/// Reads the checkpoints of an earlier process. Missing and empty files are what a crash leaves and are passed over;
/// damaged ones stop the recovery, unless it is not strict. Facts: agent.md 11.
/// </summary>
internal sealed class CheckpointReader(AgentLayout layout, bool strict)
{
    private readonly List<FrameworkInfo> _frameworks = [];
    private readonly List<RecoveredTask> _tasks = [];
    private readonly List<ExecutorRun> _executors = [];
    private readonly List<string> _leftovers = [];
    private readonly List<string> _errors = [];

    /// <exception cref="RecoveryException">A file is damaged and the recovery is strict.</exception>
    public RecoveredState Read()
    {
        var bootId = File.Exists(layout.BootIdPath) ? File.ReadAllText(layout.BootIdPath).Trim() : null;
        var target = new DirectoryInfo(layout.LatestAgentLink).LinkTarget;
        var agent = target is null
            ? null
            : ReadMessage(
                Path.Combine(layout.AgentsMeta, target, "slave.info"),
                CheckpointRecordKind.AgentInfo,
                AgentInfo.Parser);
        if (agent?.Id is null)
        {
            return new RecoveredState { BootId = bootId, Errors = _errors };
        }

        foreach (var directory in Directories(Path.Combine(layout.AgentMeta(agent.Id.Value), "frameworks")))
        {
            ReadFramework(agent.Id.Value, directory);
        }

        return new RecoveredState
        {
            Agent = agent,
            BootId = bootId,
            Drain = ReadDrain(agent.Id.Value),
            LastCommand = LastCommandFile.Read(layout.LastCommandPath(agent.Id.Value)),
            Frameworks = _frameworks,
            Tasks = _tasks,
            Executors = _executors,
            Leftovers = [.. _leftovers, .. OtherAgents(agent.Id.Value)],
            Errors = _errors,
        };
    }

    private static IEnumerable<string> Directories(string path)
        => Directory.Exists(path)
            ? Directory.EnumerateDirectories(path).Where(item => new DirectoryInfo(item).LinkTarget is null)
                .Order(StringComparer.Ordinal)
            : [];

    private IEnumerable<string> OtherAgents(string agentId)
    {
        var own = SafePathComponent.Escape(agentId);
        return Directories(layout.AgentsMeta).Concat(Directories(layout.AgentsWork))
            .Where(path => Path.GetFileName(path) != own);
    }

    private DrainRecord? ReadDrain(string agentId)
    {
        var path = layout.DrainPath(agentId);
        var content = ReadFile(path, repair: false);
        return content is null
            ? null
            : DrainRecord.Decode(content, Parse(path, content.First(CheckpointRecordKind.DrainConfig), DrainConfig.Parser));
    }

    private void ReadFramework(string agentId, string directory)
    {
        var info = ReadMessage(
            Path.Combine(directory, "framework.info"),
            CheckpointRecordKind.FrameworkInfo,
            FrameworkInfo.Parser);
        if (info?.Id is null)
        {
            _leftovers.Add(directory);
            return;
        }

        var before = _tasks.Count + _executors.Count;
        foreach (var executor in Directories(Path.Combine(directory, "executors")))
        {
            ReadExecutor(agentId, info.Id.Value, executor);
        }

        if (_tasks.Count + _executors.Count > before)
        {
            _frameworks.Add(info);
        }
        else
        {
            _leftovers.Add(directory);
        }
    }

    private void ReadExecutor(string agentId, string frameworkId, string directory)
    {
        foreach (var run in Directories(Path.Combine(directory, "runs")))
        {
            var before = _tasks.Count;
            var infoPath = AgentLayout.ExecutorInfoPath(run);
            var content = ReadFile(infoPath, repair: false);
            var info = Parse(infoPath, content?.First(CheckpointRecordKind.ExecutorInfo), ExecutorInfo.Parser);
            ExecutorRun? executor = null;
            if (info is not null)
            {
                var user = Text(content!, CheckpointRecordKind.User);
                executor = CreateRun(agentId, frameworkId, info.ExecutorId.Value, info, user, run);
                executor.BoundVolumes = ReadVolumes(run);
            }

            foreach (var task in Directories(Path.Combine(run, "tasks")))
            {
                ReadTask(agentId, frameworkId, executor, run, task);
            }

            if (executor is { IsCustom: true } && !File.Exists(AgentLayout.ExecutorSentinelPath(run)))
            {
                _executors.Add(executor);
            }
            else if (_tasks.Count == before)
            {
                _leftovers.Add(run);
            }
        }
    }

    private IReadOnlyCollection<string> ReadVolumes(string run)
    {
        var records = ReadFile(AgentLayout.ExecutorVolumesPath(run), repair: false)?.Records ?? [];
        return
        [
            .. records.Where(record => record.Kind == CheckpointRecordKind.BoundVolume)
                .Select(record => Encoding.UTF8.GetString(record.Payload.Span)),
        ];
    }

    private ExecutorRun CreateRun(
        string agentId, string frameworkId, string executorId, ExecutorInfo? info, string? user, string run) => new()
        {
            FrameworkId = frameworkId,
            ExecutorId = executorId,
            ContainerId = Path.GetFileName(run),
            Info = info,
            User = user,
            Meta = run,
            Sandbox = layout.Sandbox(agentId, frameworkId, executorId, Path.GetFileName(run)),
        };

    private void ReadTask(string agentId, string frameworkId, ExecutorRun? executor, string run, string directory)
    {
        var content = ReadFile(AgentLayout.TaskInfoPath(directory), repair: false);
        var task = Parse(directory, content?.First(CheckpointRecordKind.TaskInfo), TaskInfo.Parser);
        if (content is null || task is null || Text(content, CheckpointRecordKind.ContainerId) is not { } containerId)
        {
            return;
        }

        var groupId = Text(content, CheckpointRecordKind.GroupId);
        var executorRun = executor ?? CreateRun(agentId, frameworkId, task.TaskId.Value, null, null, run);
        var updatesPath = AgentLayout.TaskUpdatesPath(directory);
        var updates = ReadFile(updatesPath, repair: true)?.Records ?? [];
        _tasks.Add(new RecoveredTask(
            new TaskRun
            {
                Key = new TaskKey(frameworkId, task.TaskId.Value),
                Info = task,
                Executor = executorRun,
                ContainerId = containerId,
                GroupId = groupId,
                User = Text(content, CheckpointRecordKind.User),
                Meta = directory,
                Sandbox = groupId is null
                    ? executorRun.Sandbox
                    : AgentLayout.NestedSandbox(executorRun.Sandbox, containerId),
            },
            updatesPath,
            updates));
    }

    private static string? Text(CheckpointContent content, CheckpointRecordKind kind)
        => content.First(kind) is { } payload ? Encoding.UTF8.GetString(payload.Span) : null;

    private T? ReadMessage<T>(string path, CheckpointRecordKind kind, MessageParser<T> parser)
        where T : class, IMessage<T>
        => Parse(path, ReadFile(path, repair: false)?.First(kind), parser);

    private T? Parse<T>(string path, ReadOnlyMemory<byte>? payload, MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        if (payload is null)
        {
            return null;
        }

        try
        {
            return parser.ParseFrom(payload.Value.Span);
        }
        catch (InvalidProtocolBufferException)
        {
            Damaged(path);
            return null;
        }
    }

    /// <summary>The good records of a file; null when it is missing, empty or damaged.</summary>
    private CheckpointContent? ReadFile(string path, bool repair)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var content = CheckpointCodec.Decode(File.ReadAllBytes(path));
        if (content.Damage == CheckpointDamage.None)
        {
            return content;
        }

        if (content.Damage == CheckpointDamage.Truncated && repair)
        {
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Write);
            RandomAccess.SetLength(handle, content.WholeLength);
            return content;
        }

        Damaged(path);
        return repair ? content : null;
    }

    private void Damaged(string path)
    {
        var message = $"Checkpoint '{path}' is damaged";
        if (strict)
        {
            throw new RecoveryException(message);
        }

        _errors.Add(message);
    }
}
