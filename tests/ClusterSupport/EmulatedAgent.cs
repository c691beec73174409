using System.Collections.Concurrent;
using System.Security.Cryptography;
using Google.Protobuf;
using MesosOrleans.Core.Resources;
using MesosOrleans.Grains.Interfaces;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.ClusterSupport;

/// <summary>
/// A node without processes: speaks the protocol of an agent's grain, keeps a ledger, sends one unacknowledged update a
/// task at a time. What its tasks do is up to <see cref="OnRunning"/>.
/// </summary>
public sealed class EmulatedAgent : IAgentSession
{
    private readonly IGrainFactory _grains;
    private readonly ConcurrentDictionary<string, EmulatedTask> _tasks = new(StringComparer.Ordinal);
    private static int _lastPort = 5050;
    private readonly string _incarnation = Guid.NewGuid().ToString();
    private IAgentSession? _reference;
    private CommandAck? _last;

    /// <summary>Creates a node that is not attached yet.</summary>
    /// <param name="grains">The cluster.</param>
    /// <param name="agentId">The agent's id.</param>
    /// <param name="resources">Everything it has, in the text form.</param>
    public EmulatedAgent(IGrainFactory grains, string agentId, string resources)
    {
        _grains = grains;
        Id = agentId;
        Resources = ResourceSet.Parse(resources);
    }

    /// <summary>The agent's id.</summary>
    public string Id { get; }

    /// <summary>Everything it has.</summary>
    public ResourceSet Resources { get; set; }

    /// <summary>What it is capable of.</summary>
    public IReadOnlyList<AgentInfo.Types.Capability.Types.Type> Capabilities { get; init; } =
    [
        AgentInfo.Types.Capability.Types.Type.MultiRole,
        AgentInfo.Types.Capability.Types.Type.HierarchicalRole,
        AgentInfo.Types.Capability.Types.Type.ReservationRefinement,
        AgentInfo.Types.Capability.Types.Type.ResourceProvider,
        AgentInfo.Types.Capability.Types.Type.ResizeVolume,
        AgentInfo.Types.Capability.Types.Type.AgentOperationFeedback,
        AgentInfo.Types.Capability.Types.Type.AgentDraining,
    ];

    /// <summary>Its host name.</summary>
    public string Hostname { get; init; } = "127.0.0.1";

    /// <summary>Its port; another one for every node unless it is set.</summary>
    public int Port { get; init; } = Interlocked.Increment(ref _lastPort);

    /// <summary>Its address.</summary>
    public string Ip { get; init; } = "127.0.0.1";

    /// <summary>The newest drain that it was told of, or null.</summary>
    public DrainConfig? Drain { get; private set; }

    /// <summary>Whether it ends its tasks when it is told to drain.</summary>
    public bool EndsTasksOnDrain { get; set; } = true;

    /// <summary>Why it was told to stop, or null; its tasks are over then.</summary>
    public string? Shutdown { get; private set; }

    /// <summary>Id of the present session.</summary>
    public string SessionId { get; private set; } = "";

    /// <summary>Attributes of the agent, in the order given.</summary>
    public IReadOnlyList<Protocol.V1.Attribute> Attributes { get; init; } = [];

    /// <summary>Tasks that the node has not forgotten, by framework and id.</summary>
    public ICollection<string> Tasks => _tasks.Keys;

    /// <summary>True for a node that hears nothing more: commands are lost on the way.</summary>
    public bool IsDeaf { get; set; }

    /// <summary>All launches it was sent, repeats included.</summary>
    public ConcurrentQueue<string> Launches { get; } = new();

    /// <summary>The same as the commands that they came in.</summary>
    public ConcurrentQueue<LaunchTasks> LaunchCommands { get; } = new();

    /// <summary>The reservations and volumes that it was told to remember.</summary>
    public ResourceSet Checkpointed => Checkpoint is null ? ResourceSet.Empty : ResourceSet.FromProto(Checkpoint.Resources);

    /// <summary>The set as it reports it; null before the first.</summary>
    public Checkpoint? Checkpoint { get; set; }

    /// <summary>All volumes that it was told to remove.</summary>
    public ConcurrentQueue<Resource> Destroyed { get; } = new();

    /// <summary>
    /// Called when a task runs: the state to end it in at once, or null to let it run. Ends every task in TASK_FINISHED
    /// unless set.
    /// </summary>
    public Func<TaskInfo, TaskState?> OnRunning { get; set; } = _ => TaskState.TaskFinished;

    private IAgentGrain Grain => _grains.Find<IAgentGrain>(Id);

    /// <summary>Attaches, or attaches anew with a new session.</summary>
    /// <returns>Why it is refused, or null.</returns>
    public async Task<string?> Attach()
    {
        SessionId = Guid.NewGuid().ToString();
        _reference = _grains.CreateObjectReference<IAgentSession>(this);
        var result = await Grain.Attach(new AgentAttachment
        {
            Register = Register(),
            SessionId = SessionId,
            Session = _reference,
            Ip = Ip,
        });
        await Resume();
        return result.Refusal;
    }

    /// <summary>The stream closes.</summary>
    public Task Detach() => Grain.Detach(SessionId);

    /// <summary>Attaches again when the grain has forgotten the session.</summary>
    /// <returns>True when it had not.</returns>
    public async Task<bool> KeepAlive()
    {
        var known = await Grain.KeepAlive(SessionId);
        if (!known)
        {
            await Attach();
        }

        return known;
    }

    /// <summary>Sends the heads of all tasks again.</summary>
    public async Task Resume()
    {
        foreach (var task in _tasks.Values)
        {
            await task.Resume();
        }
    }

    /// <summary>The same node in front of another cluster: its tasks go on.</summary>
    public EmulatedAgent Reborn(IGrainFactory grains)
    {
        var reborn = new EmulatedAgent(grains, Id, "") { Resources = Resources, Hostname = Hostname, Ip = Ip, Port = Port, EndsTasksOnDrain = EndsTasksOnDrain, OnRunning = IsDeaf ? _ => TaskState.TaskFinished : OnRunning, _last = _last };
        foreach (var (key, task) in _tasks)
        {
            reborn._tasks[key] = task.Of(reborn);
        }

        reborn.Checkpoint = Checkpoint;

        return reborn;
    }

    /// <summary>Ends a task that runs; nothing happens when the node does not know it.</summary>
    public Task End(string frameworkId, string taskId, TaskState state) =>
        _tasks.TryGetValue($"{frameworkId}/{taskId}", out var task) ? task.Say(state) : Task.CompletedTask;

    /// <summary>Forgets a task without a word, as a node does that lost its disk.</summary>
    public void Lose(string frameworkId, string taskId) => _tasks.TryRemove($"{frameworkId}/{taskId}", out _);

    /// <inheritdoc />
    public async Task Send(SiloMessage message)
    {
        if (message.Shutdown is not null && !IsDeaf)
        {
            Shutdown = message.Shutdown.Message;
            _tasks.Clear();
            return;
        }

        foreach (var command in message.Commands?.Commands_ ?? [])
        {
            if (IsDeaf)
            {
                return;
            }

            if (_last is not null && (command.Epoch, command.Sequence).CompareTo((_last.Epoch, _last.Sequence)) <= 0)
            {
                continue;
            }

            _last = new CommandAck { Epoch = command.Epoch, Sequence = command.Sequence };
            switch (command.CommandCase)
            {
                case Command.CommandOneofCase.Launch:
                    Launch(command.Launch);
                    break;
                case Command.CommandOneofCase.Kill:
                    Find(command.Kill.FrameworkId, command.Kill.TaskId)?.SayLater(TaskState.TaskKilled);
                    break;
                case Command.CommandOneofCase.Acknowledge:
                    Acknowledge(command.Acknowledge);
                    break;
                case Command.CommandOneofCase.CheckpointResources:
                    Take(command.CheckpointResources);
                    break;
                case Command.CommandOneofCase.Drain:
                    Drain = command.Drain.Config;
                    EndDrained();
                    break;
                case Command.CommandOneofCase.ShutdownFramework:
                    EndFramework(command.ShutdownFramework.FrameworkId.Value);
                    break;
                default:
                    break;
            }
        }

        if (_last is not null)
        {
            // One way in the real protocol: the grain does not wait for it either.
            Grain.Receive(SessionId, new NodeMessage { CommandAck = _last }).Ignore();
        }

        await Task.CompletedTask;
    }

    internal Task Report(StatusUpdate update) =>
        Grain.Receive(SessionId, new NodeMessage { StatusUpdates = new StatusUpdates { Updates = { update } } });

    private Register Register()
    {
        var register = new Register
        {
            AgentId = new AgentID { Value = Id },
            AgentInfo = new AgentInfo { Hostname = Hostname, Port = Port },
            Version = "0.1.0",
            Incarnation = _incarnation,
        };
        register.Capabilities.Add(Capabilities.Select(type => new AgentInfo.Types.Capability { Type = type }));
        register.AgentInfo.Resources.Add(Resources.ToProto());
        register.AgentInfo.Attributes.Add(Attributes);
        register.Tasks.Add(_tasks.Values.Select(task => task.Record()));
        register.Checkpoint = Checkpoint;
        if (_last is not null)
        {
            register.LastCommand = _last;
        }

        return register;
    }

    private void Take(CheckpointResources command)
    {
        if (Checkpoint?.Id == (command.HasBaseId ? command.BaseId : null))
        {
            Checkpoint = new Checkpoint { Id = command.Id, Resources = { command.Resources } };
            foreach (var volume in command.Destroyed)
            {
                Destroyed.Enqueue(volume);
            }
        }
    }

    private EmulatedTask? Find(FrameworkID frameworkId, TaskID taskId) =>
        _tasks.GetValueOrDefault($"{frameworkId.Value}/{taskId.Value}");

    private void Launch(LaunchTasks launch)
    {
        LaunchCommands.Enqueue(launch);
        foreach (var info in launch.Tasks)
        {
            Launches.Enqueue(info.TaskId.Value);
            var task = new EmulatedTask(this, launch.Framework.Id, info);
            if (_tasks.TryAdd($"{launch.Framework.Id.Value}/{info.TaskId.Value}", task))
            {
                task.SayLater(TaskState.TaskRunning);
                if (OnRunning(info) is { } end)
                {
                    task.SayLater(end);
                }
            }
        }
    }

    private void Acknowledge(AcknowledgeStatus acknowledge)
    {
        if (Find(acknowledge.FrameworkId, acknowledge.TaskId) is { } task && task.Acknowledged(acknowledge.Uuid))
        {
            _tasks.TryRemove($"{acknowledge.FrameworkId.Value}/{acknowledge.TaskId.Value}", out _);
        }
    }

    private void EndDrained()
    {
        if (EndsTasksOnDrain)
        {
            foreach (var task in _tasks.Values)
            {
                task.SayLater(TaskState.TaskKilled, TaskStatus.Types.Reason.AgentDraining);
            }
        }
    }

    private void EndFramework(string frameworkId)
    {
        foreach (var key in _tasks.Keys.Where(key => key.StartsWith(frameworkId + "/", StringComparison.Ordinal)))
        {
            _tasks.TryRemove(key, out _);
        }
    }

    internal static ByteString NewUuid() => ByteString.CopyFrom(RandomNumberGenerator.GetBytes(16));
}
