using System.Collections.Concurrent;
using System.Security.Cryptography;
using Google.Protobuf;
using MesosOrleans.Core.Resources;
using MesosOrleans.Grains.Interfaces;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;
using MesosOrleans.TestSupport;
using Capability = MesosOrleans.Protocol.V1.AgentInfo.Types.Capability.Types.Type;

namespace MesosOrleans.Conformance.Tests.Hosting;

/// <summary>
/// An agent without processes: speaks the protocol of an agent's grain, takes every command over, and says of its tasks
/// what a test tells it to, and nothing else.
/// </summary>
internal sealed class ScriptedAgent(IGrainFactory grains, string id, string resources, int port, string? attributes)
    : IAgentSession, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ScriptedTask> _tasks = new(StringComparer.Ordinal);
    private readonly string _incarnation = Guid.NewGuid().ToString();
    private IAgentSession? _reference;
    private CommandAck? _last;
    private string _sessionId = "";

    /// <summary>The agent's id.</summary>
    public string Id => id;

    /// <summary>What it is capable of.</summary>
    public IReadOnlyList<Capability> Capabilities { get; init; } =
    [
        Capability.MultiRole, Capability.HierarchicalRole, Capability.ReservationRefinement, Capability.ResourceProvider,
        Capability.ResizeVolume, Capability.AgentOperationFeedback, Capability.AgentDraining, Capability.TaskResourceLimits,
    ];

    /// <summary>Where it is, or null.</summary>
    public DomainInfo? Domain { get; init; }

    /// <summary>Commands other than launches and acknowledgements, in order.</summary>
    public ConcurrentQueue<Command> Commands { get; } = new();

    /// <summary>Tasks that it was told to launch.</summary>
    public ICollection<string> Tasks => _tasks.Keys;

    private IAgentGrain Grain => grains.Find<IAgentGrain>(id);

    /// <summary>Attaches, or attaches anew with a new session; its tasks are as they were.</summary>
    public async Task Attach()
    {
        _sessionId = Guid.NewGuid().ToString();
        _reference = grains.CreateObjectReference<IAgentSession>(this);
        var result = await Grain.Attach(new AgentAttachment
        {
            Register = Registration(),
            SessionId = _sessionId,
            Session = _reference,
            Ip = "127.0.0.1",
        });
        Assert.Null(result.Refusal);
    }

    /// <summary>The stream closes.</summary>
    public Task Detach() => Grain.Detach(_sessionId);

    /// <summary>The node leaves for good.</summary>
    public async ValueTask DisposeAsync() => await Grain.Receive(_sessionId, new NodeMessage { Unregister = new Unregister() });

    /// <summary>Says something of a task, once the launch has come; with a uuid of its own.</summary>
    public async Task<TaskStatus> Say(string taskId, TaskState state, Action<TaskStatus>? with = null)
    {
        var task = await Launched(taskId);
        var status = new TaskStatus
        {
            TaskId = task.Info.TaskId,
            AgentId = new AgentID { Value = id },
            ExecutorId = new ExecutorID { Value = task.ExecutorId },
            State = state,
            Source = TaskStatus.Types.Source.Executor,
            Timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1e3,
        };
        with?.Invoke(status);
        status.Uuid = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(16));
        await task.Say(status);
        return status;
    }

    /// <summary>Says what a status says, but for ids and uuid.</summary>
    public Task<TaskStatus> Say(string taskId, TaskStatus template) => Say(taskId, template.State, status =>
    {
        status.MergeFrom(template);
        status.AgentId = new AgentID { Value = id };
    });

    /// <summary>An executor exits.</summary>
    public Task SayExited(string frameworkId, string executorId, int status) => Grain.Receive(_sessionId, new NodeMessage
    {
        ExecutorExited = new ExecutorExited
        {
            FrameworkId = new FrameworkID { Value = frameworkId },
            ExecutorId = new ExecutorID { Value = executorId },
            Status = status,
        },
    });

    /// <summary>An executor sends its scheduler a message.</summary>
    public Task SayMessage(string frameworkId, string executorId, byte[] data) => Grain.Receive(_sessionId, new NodeMessage
    {
        ExecutorMessage = new ExecutorMessage
        {
            FrameworkId = new FrameworkID { Value = frameworkId },
            ExecutorId = new ExecutorID { Value = executorId },
            Data = ByteString.CopyFrom(data),
        },
    });

    /// <summary>Waits for a launch.</summary>
    public async Task<ScriptedTask> Launched(string taskId)
    {
        ScriptedTask? task = null;
        await Eventually.TrueAsync(
            () => _tasks.TryGetValue(taskId, out task), $"task '{taskId}' reaches its agent", TimeSpan.FromSeconds(10));
        return task!;
    }

    /// <summary>Waits for a command.</summary>
    public async Task<Command> Commanded(Command.CommandOneofCase kind)
    {
        Command? found = null;
        await Eventually.TrueAsync(
            () => (found = Commands.FirstOrDefault(command => command.CommandCase == kind)) is not null,
            $"a command {kind} reaches the agent", TimeSpan.FromSeconds(10));
        return found!;
    }

    /// <summary>Waits for what kills a task: by itself or with its executor.</summary>
    public async Task Killed(string taskId)
    {
        var executor = (await Launched(taskId)).ExecutorId;
        await Eventually.TrueAsync(
            () => Commands.Any(command => command.Kill?.TaskId.Value == taskId || command.ShutdownExecutor?.ExecutorId.Value == executor),
            $"task '{taskId}' is killed", TimeSpan.FromSeconds(10));
    }

    /// <summary>Tasks of which something that was said is not acknowledged.</summary>
    public IEnumerable<string> Unheard => _tasks.Where(task => task.Value.Waiting > 0).Select(task => task.Key);

    /// <summary>Whether all that it said was acknowledged.</summary>
    public bool IsHeard => _tasks.Values.All(task => task.Waiting == 0);

    /// <inheritdoc />
    public Task Send(SiloMessage message)
    {
        foreach (var command in message.Commands?.Commands_ ?? [])
        {
            _last = new CommandAck { Epoch = command.Epoch, Sequence = command.Sequence };
            Take(command);
        }

        if (_last is not null)
        {
            // One way in the real protocol: the grain does not wait for it either.
            Grain.Receive(_sessionId, new NodeMessage { CommandAck = _last }).Ignore();
        }

        return Task.CompletedTask;
    }

    /// <summary>Sends an update as it is.</summary>
    public Task Report(StatusUpdate update) =>
        Grain.Receive(_sessionId, new NodeMessage { StatusUpdates = new StatusUpdates { Updates = { update } } });

    private void Take(Command command)
    {
        switch (command.CommandCase)
        {
            case Command.CommandOneofCase.Launch:
                foreach (var task in command.Launch.Tasks)
                {
                    var executor = command.Launch.HasTaskGroup ? command.Launch.Executor : null;
                    _tasks[task.TaskId.Value] = new ScriptedTask(this, command.Launch.Framework.Id, task, executor);
                }

                break;
            case Command.CommandOneofCase.Acknowledge:
                if (_tasks.TryGetValue(command.Acknowledge.TaskId.Value, out var told))
                {
                    told.Acknowledged(command.Acknowledge.Uuid);
                }

                break;
            default:
                Commands.Enqueue(command);
                break;
        }
    }

    private Register Registration()
    {
        var register = new Register
        {
            AgentId = new AgentID { Value = id },
            AgentInfo = new AgentInfo { Hostname = "localhost", Port = port },
            Version = "1.12.0",
            Incarnation = _incarnation,
            Ip = "127.0.0.1",
            Port = (uint)port,
        };
        register.Capabilities.Add(Capabilities.Select(type => new AgentInfo.Types.Capability { Type = type }));
        register.AgentInfo.Resources.Add(ResourceSet.Parse(resources).ToProto());
        if (attributes is not null)
        {
            register.AgentInfo.Attributes.Add(AttributeSet.Parse(attributes));
        }

        if (Domain is not null)
        {
            register.AgentInfo.Domain = Domain;
        }

        register.Tasks.Add(_tasks.Values.Select(task => task.Record()));
        if (_last is not null)
        {
            register.LastCommand = _last;
        }

        return register;
    }
}
