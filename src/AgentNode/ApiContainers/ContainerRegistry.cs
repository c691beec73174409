using System.Collections.Concurrent;
using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.AgentNode.Executors;
using MesosOrleans.AgentNode.Fetcher;
using MesosOrleans.AgentNode.Launchers;
using MesosOrleans.AgentNode.Recovery;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Transport;

namespace MesosOrleans.AgentNode.ApiContainers;

/// <summary>
/// The containers that calls of the operator API launch, wait for, kill and remove. One that has ended is kept until it
/// is removed, or its outermost container is gone. Thread-safe. Facts: http-api.md 10, agent.md 23.
/// </summary>
internal sealed partial class ContainerRegistry(ContainerServices services) : IDisposable
{
    private readonly ConcurrentDictionary<string, ApiContainer> _containers = new(StringComparer.Ordinal);
    private readonly ContainerStore _store = new(services.Layout);
    private readonly Lazy<EventLoop> _loop = new(() => new EventLoop());

    private IContainerizer Containerizer => services.Node.Containerizer;

    /// <summary>All that are not removed, ended ones included.</summary>
    public IReadOnlyCollection<ApiContainer> All => [.. _containers.Values];

    /// <summary>Streams for a session.</summary>
    /// <exception cref="ContainerLaunchException">No descriptor is left.</exception>
    public SessionStreams CreateStreams() => new(_loop.Value, services.Node.Logger);

    public ApiContainer? Find(ContainerID id) => _containers.GetValueOrDefault(ContainerIds.Text(id));

    /// <summary>Launches a container.</summary>
    /// <returns>200 when it runs, 202 when there is one with this id, else why it was refused.</returns>
    public async Task<ApiError> LaunchAsync(ContainerRequest request, CancellationToken cancellationToken)
    {
        if (RequestRules.Check(request) is { } refusal)
        {
            return refusal;
        }

        if (InternalIdOf(request.Id) is not null)
        {
            return new ApiError(StatusCodes.Status202Accepted, "");
        }

        ContainerParent? parent = null;
        if (request.Id.Parent is { } around && (parent = FindParent(around)) is null)
        {
            return Bad($"Parent container {ContainerIds.Text(around)} does not exist");
        }

        if (_containers.Count >= Limits.ApiContainersMax && !TryMakeRoom())
        {
            return Bad($"This agent has {Limits.ApiContainersMax} such containers: remove some that have ended");
        }

        var user = services.Options.SwitchUser && !string.IsNullOrEmpty(request.Command?.User)
            ? request.Command.User
            : parent?.User;
        var container = new ApiContainer
        {
            Id = request.Id,
            InternalId = services.Node.Ids.NewContainerId(),
            Sandbox = SandboxOf(request.Id, parent),
            User = user == services.Options.OwnUser ? null : user,
            Streams = request.Streams,
        };
        return _containers.TryAdd(ContainerIds.Text(request.Id), container)
            ? await StartAsync(container, request, parent, cancellationToken)
            : new ApiError(StatusCodes.Status202Accepted, "");
    }

    /// <summary>Waits for the end of a container, an executor's or a task's included; null when there is none.</summary>
    public async Task<ContainerTermination?> WaitAsync(ContainerID id, CancellationToken cancellationToken)
    {
        if (Find(id) is { } container)
        {
            return await container.Ended.WaitAsync(cancellationToken);
        }

        try
        {
            return InternalIdOf(id) is { } internalId ? await Containerizer.WaitAsync(internalId, cancellationToken) : null;
        }
        catch (KeyNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Sends a signal to a container.</summary>
    /// <returns>False when there is none, or it has ended.</returns>
    public async Task<bool> KillAsync(ContainerID id, int signal, CancellationToken cancellationToken)
    {
        if (InternalIdOf(id) is not { } internalId || Find(id) is { HasEnded: true })
        {
            return false;
        }

        await Containerizer.SignalAsync(internalId, signal, cancellationToken);
        return true;
    }

    /// <summary>Removes a container that has ended, with its sandbox.</summary>
    public ApiError Remove(ContainerID id)
    {
        if (Find(id) is not { } container)
        {
            return id.Parent is null
                ? new ApiError(StatusCodes.Status500InternalServerError, $"Unknown container {ContainerIds.Text(id)}")
                : new ApiError(StatusCodes.Status200OK, "");
        }

        if (!container.HasEnded)
        {
            return new ApiError(
                StatusCodes.Status500InternalServerError, $"Container {ContainerIds.Text(id)} has not terminated yet");
        }

        Forget(container);
        if (Directory.Exists(container.Sandbox))
        {
            Directory.Delete(container.Sandbox, recursive: true);
        }

        return new ApiError(StatusCodes.Status200OK, "");
    }

    /// <summary>Whether there is such a container, an executor's or a task's included.</summary>
    public bool IsKnown(ContainerID id) => InternalIdOf(id) is not null;

    /// <summary>Ends a container; how it ended can be asked for until it is removed.</summary>
    public async Task EndAsync(ApiContainer container)
    {
        await Containerizer.SignalAsync(container.InternalId, Libc.SigKill, services.Node.Stopping);
        await container.Ended;
    }

    /// <summary>Forgets all containers within one that is gone for good.</summary>
    public void ForgetWithin(string rootId)
    {
        foreach (var container in All.Where(item => !item.IsStandalone && ContainerIds.Root(item.Id).Value == rootId))
        {
            Forget(container);
        }
    }

    public void Dispose()
    {
        if (_loop.IsValueCreated)
        {
            _loop.Value.Dispose();
        }
    }

    /// <summary>Removes a session that is over: those who had it have seen its end.</summary>
    private bool TryMakeRoom()
        => All.FirstOrDefault(container => container is { HasEnded: true, Streams: not null }) is { } over
            && Remove(over.Id).Status == StatusCodes.Status200OK;

    private static ApiError Bad(string text) => new(StatusCodes.Status400BadRequest, text);

    private void Forget(ApiContainer container)
    {
        _containers.TryRemove(ContainerIds.Text(container.Id), out _);
        _store.Delete(container);
    }

    /// <summary>The containerizer's id of any container on this node that is known; null when there is none.</summary>
    private string? InternalIdOf(ContainerID id) => Find(id)?.InternalId ?? FindOfLedger(id)?.InternalId;

    private ContainerParent? FindParent(ContainerID id)
        => Find(id) is { } container
            ? container.HasEnded ? null : new ContainerParent(container.InternalId, container.Sandbox, container.User)
            : FindOfLedger(id);

    /// <summary>The container of an executor or of a task of a group.</summary>
    private ContainerParent? FindOfLedger(ContainerID id)
    {
        var task = services.Ledger.Tasks().FirstOrDefault(run => run.ContainerId == id.Value && !run.State.IsTerminal());
        if (task is not null && (id.Parent is null) == (task.GroupId is null)
            && (id.Parent is null || id.Parent.Value == task.Executor.ContainerId))
        {
            return new ContainerParent(task.ContainerId, task.Sandbox, task.User);
        }

        var executor = id.Parent is null
            ? services.Ledger.Executors().FirstOrDefault(run => run.IsCustom && run.IsAlive && run.ContainerId == id.Value)
            : null;
        return executor is null ? null : new ContainerParent(executor.ContainerId, executor.Sandbox, executor.User);
    }

    private string SandboxOf(ContainerID id, ContainerParent? parent) => parent is null
        ? services.Layout.StandaloneSandbox(id.Value)
        : AgentLayout.NestedSandbox(parent.Sandbox, id.Value);

    private async Task<ApiError> StartAsync(
        ApiContainer container, ContainerRequest request, ContainerParent? parent, CancellationToken cancellationToken)
    {
        try
        {
            CheckpointStore.CreateSandbox(container.Sandbox, container.User is null ? null : UnixUsers.Find(container.User));
            if (container.Streams is null)
            {
                _store.Save(container, null);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Forget(container);
            return new ApiError(
                StatusCodes.Status500InternalServerError, $"The sandbox could not be created: {exception.Message}");
        }

        try
        {
            await FetchAsync(container, request, cancellationToken);
            var launched = await Containerizer.LaunchAsync(SpecOf(container, request, parent), cancellationToken);
            container.Pid = launched.Pid;
        }
        catch (Exception exception) when (exception is ContainerLaunchException or FetchException or OperationCanceledException)
        {
            container.End(new ContainerTermination());
            Remove(container.Id);
            return Bad(exception.Message);
        }

        container.Streams?.Begin();
        ContainerMessages.Launched(services.Node.Logger, ContainerIds.Text(container.Id), container.InternalId);
        _ = FollowAsync(container);
        return new ApiError(StatusCodes.Status200OK, "");
    }

    private Task FetchAsync(ApiContainer container, ContainerRequest request, CancellationToken cancellationToken)
        => request.Command is { Uris.Count: > 0 } command
            ? services.Node.Fetcher.FetchAsync(command.Uris, container.Sandbox, container.User, cancellationToken)
            : Task.CompletedTask;

    private ContainerSpec SpecOf(ApiContainer container, ContainerRequest request, ContainerParent? parent)
    {
        var isSession = container.Streams is not null;
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = TaskEnvironment.DefaultPath,
            ["MESOS_CONTAINER_IP"] = services.Node.Identity.Ip,
        };
        if (!isSession)
        {
            variables["MESOS_SANDBOX"] = container.Sandbox;
        }

        TaskEnvironment.AddOwn(request.Command, variables);
        return new ContainerSpec
        {
            ContainerId = container.InternalId,
            ParentId = parent?.InternalId,
            // A session looks at its parent: it starts where that one does.
            SandboxDirectory = isSession && parent is not null ? parent.Sandbox : container.Sandbox,
            Command = request.Command ?? new CommandInfo(),
            Environment = variables,
            User = container.User,
            ContainerInfo = request.Container,
            Streams = container.Streams?.Ends,
            Cpus = Sum(request.Resources, "cpus"),
            CpusLimit = request.Limits.TryGetValue("cpus", out var cpus) ? cpus : null,
            MemoryBytes = ContainerSpecs.ToBytes(Sum(request.Resources, "mem")),
            MemoryLimitBytes = request.Limits.TryGetValue("mem", out var memory) ? ContainerSpecs.ToBytes(memory) : null,
        };
    }

    private static double Sum(IEnumerable<Resource> resources, string name)
        => resources.Where(item => item.Name == name && item.Scalar is not null).Sum(item => item.Scalar.Value);

    private async Task FollowAsync(ApiContainer container)
    {
        try
        {
            ContainerTermination termination;
            try
            {
                termination = await Containerizer.WaitAsync(container.InternalId, services.Node.Stopping);
            }
            catch (KeyNotFoundException)
            {
                termination = new ContainerTermination();
            }

            await Containerizer.DestroyAsync(container.InternalId, services.Node.Stopping);
            if (container.Streams is null && _containers.Values.Contains(container))
            {
                _store.Save(container, termination);
            }

            container.End(termination);
        }
        catch (OperationCanceledException) when (services.Node.Stopping.IsCancellationRequested)
        {
            // The container goes on; the next process takes it up.
            return;
        }
        catch (Exception exception)
        {
            ContainerMessages.NotFollowed(services.Node.Logger, ContainerIds.Text(container.Id), exception);
            container.End(new ContainerTermination { Message = exception.Message });
        }
    }
}
