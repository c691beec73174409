using Google.Protobuf;
using MesosOrleans.AgentNode.Executors;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.AgentApi;
using MesosOrleans.Transport;
using MesosOrleans.Transport.Files;

namespace MesosOrleans.AgentNode.Api;

/// <summary>Makes the answers of the operator API. Facts: http-api.md 10.</summary>
internal sealed class OperatorAnswers(NodeView view)
{
    /// <summary>The answer, or why there is none.</summary>
    public async Task<(Response? Response, ApiError? Error)> AnswerAsync(Call call, CancellationToken cancellationToken)
        => call.Type switch
        {
            Call.Types.Type.ListFiles => ListFiles(call.ListFiles.Path),
            Call.Types.Type.ReadFile => ReadFile(call.ReadFile),
            Call.Types.Type.GetContainers => (new Response
            {
                Type = Response.Types.Type.GetContainers,
                GetContainers = await ContainersAsync(call.GetContainers, cancellationToken),
            }, null),
            Call.Types.Type.Unknown => (null, new ApiError(StatusCodes.Status501NotImplemented, "501 Not Implemented.")),
            _ when Describe(call.Type) is { } response => (response, null),
            _ => (null, new ApiError(
                StatusCodes.Status501NotImplemented, $"{EnumText.Of(call.Type)} is not implemented by this version")),
        };

    private Response? Describe(Call.Types.Type type) => type switch
    {
        Call.Types.Type.GetHealth => new Response
        {
            Type = Response.Types.Type.GetHealth,
            GetHealth = new Response.Types.GetHealth { Healthy = true },
        },
        Call.Types.Type.GetFlags => new Response
        {
            Type = Response.Types.Type.GetFlags,
            GetFlags = new Response.Types.GetFlags
            {
                Flags =
                {
                    view.Options.Texts.OrderBy(item => item.Key, StringComparer.Ordinal)
                        .Select(item => new Flag { Name = item.Key, Value = item.Value }),
                },
            },
        },
        Call.Types.Type.GetVersion => new Response
        {
            Type = Response.Types.Type.GetVersion,
            GetVersion = new Response.Types.GetVersion
            {
                VersionInfo = new VersionInfo { Version = view.Identity.Version, BuildDate = "", BuildTime = 0, BuildUser = "" },
            },
        },
        Call.Types.Type.GetMetrics => new Response
        {
            Type = Response.Types.Type.GetMetrics,
            GetMetrics = new Response.Types.GetMetrics
            {
                Metrics = { NodeMetrics.Collect(view).Select(item => new Metric { Name = item.Key, Value = item.Value }) },
            },
        },
        Call.Types.Type.GetLoggingLevel => new Response
        {
            Type = Response.Types.Type.GetLoggingLevel,
            GetLoggingLevel = new Response.Types.GetLoggingLevel { Level = (uint)view.Verbosity.Level },
        },
        Call.Types.Type.GetOperations => new Response
        {
            Type = Response.Types.Type.GetOperations,
            GetOperations = new Response.Types.GetOperations(),
        },
        Call.Types.Type.GetResourceProviders => new Response
        {
            Type = Response.Types.Type.GetResourceProviders,
            GetResourceProviders = new Response.Types.GetResourceProviders(),
        },
        _ => DescribeState(type),
    };

    private Response? DescribeState(Call.Types.Type type) => type switch
    {
        Call.Types.Type.GetAgent => new Response
        {
            Type = Response.Types.Type.GetAgent,
            GetAgent = AgentAndDrain(),
        },
        Call.Types.Type.GetTasks => new Response { Type = Response.Types.Type.GetTasks, GetTasks = Tasks() },
        Call.Types.Type.GetExecutors => new Response { Type = Response.Types.Type.GetExecutors, GetExecutors = Executors() },
        Call.Types.Type.GetFrameworks => new Response { Type = Response.Types.Type.GetFrameworks, GetFrameworks = Frameworks() },
        Call.Types.Type.GetState => new Response
        {
            Type = Response.Types.Type.GetState,
            GetState = new Response.Types.GetState
            {
                GetTasks = Tasks(),
                GetExecutors = Executors(),
                GetFrameworks = Frameworks(),
            },
        },
        _ => null,
    };

    private Response.Types.GetAgent AgentAndDrain()
    {
        var answer = new Response.Types.GetAgent { AgentInfo = Agent() };
        if (view.Drain.Current is { } drain)
        {
            answer.DrainConfig = drain.Config;
            answer.EstimatedDrainStartTime = new TimeInfo
            {
                Nanoseconds = (drain.Since - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick,
            };
        }

        return answer;
    }

    private AgentInfo Agent()
    {
        var agent = view.Identity.Info.Clone();
        agent.Id = view.Identity.AgentId is { } id ? new AgentID { Value = id } : null;
        return agent;
    }

    private Response.Types.GetTasks Tasks()
    {
        var agentId = view.Identity.AgentId ?? "";
        var tasks = view.Ledger.Tasks();
        var queued = view.Ledger.Executors()
            .SelectMany(executor => executor.Supervisor?.Queued() ?? []).ToHashSet();
        return new Response.Types.GetTasks
        {
            QueuedTasks = { tasks.Where(queued.Contains).Select(task => task.ToMessage(agentId)) },
            LaunchedTasks =
            {
                tasks.Where(task => !queued.Contains(task) && !task.State.IsTerminal()).Select(task => task.ToMessage(agentId)),
            },
            TerminatedTasks =
            {
                tasks.Where(task => !queued.Contains(task) && task.State.IsTerminal()).Select(task => task.ToMessage(agentId)),
            },
            CompletedTasks = { view.Ledger.Completed().Select(task => task.Message) },
        };
    }

    private Response.Types.GetExecutors Executors()
    {
        var live = view.Ledger.Executors();
        var tasks = view.Ledger.Tasks();
        var completed = view.Ledger.Completed().Where(task => !live.Contains(task.Run.Executor))
            .DistinctBy(task => task.Run.Executor);
        return new Response.Types.GetExecutors
        {
            Executors = { live.Select(run => Executor(run, tasks.FirstOrDefault(task => task.Executor == run))) },
            CompletedExecutors = { completed.Select(task => Executor(task.Run.Executor, task.Run)) },
        };
    }

    private static Response.Types.GetExecutors.Types.Executor Executor(ExecutorRun run, TaskRun? task) => new()
    {
        ExecutorInfo = run.Info ?? GeneratedExecutor.Describe(run, task?.Info),
    };

    private Response.Types.GetFrameworks Frameworks()
    {
        var live = view.Ledger.Frameworks();
        var known = live.Select(framework => framework.Id.Value).ToHashSet(StringComparer.Ordinal);
        var completed = view.Ledger.Completed().Select(task => task.Framework)
            .Where(framework => !known.Contains(framework.Id.Value)).DistinctBy(framework => framework.Id.Value);
        return new Response.Types.GetFrameworks
        {
            Frameworks = { live.Select(Framework) },
            CompletedFrameworks = { completed.Select(Framework) },
        };
    }

    private static Response.Types.GetFrameworks.Types.Framework Framework(FrameworkInfo framework)
        => new() { FrameworkInfo = framework };

    private async Task<Response.Types.GetContainers> ContainersAsync(
        Call.Types.GetContainers? call, CancellationToken cancellationToken)
    {
        var listing = new ContainerListing(view);
        var answer = new Response.Types.GetContainers();
        answer.Containers.AddRange((await listing.OfExecutorsAsync(cancellationToken)).Select(item => item.Entry));
        if (call is { ShowNested: true })
        {
            answer.Containers.AddRange(await listing.NestedAsync(cancellationToken));
        }

        if (call is { ShowStandalone: true })
        {
            answer.Containers.AddRange(await listing.StandaloneAsync(cancellationToken));
        }

        return answer;
    }

    private (Response?, ApiError?) ListFiles(string path)
    {
        var (access, real) = VirtualPath.Find(new SandboxFiles(() => view, view.Log), path);
        if (VirtualPath.Refuse(access, path) is { } refusal)
        {
            return (null, refusal);
        }

        var files = new Response.Types.ListFiles();
        files.FileInfos.AddRange(FileContent.List(path, real).Select(entry => new Protocol.V1.FileInfo
        {
            Path = entry.Path,
            Nlink = entry.Links,
            Size = entry.Bytes,
            Mtime = new TimeInfo { Nanoseconds = entry.ModifiedSeconds * 1_000_000_000 },
            Mode = entry.Mode,
            Uid = entry.User,
            Gid = entry.Group,
        }));
        return (new Response { Type = Response.Types.Type.ListFiles, ListFiles = files }, null);
    }

    private (Response?, ApiError?) ReadFile(Call.Types.ReadFile call)
    {
        var (access, real) = VirtualPath.Find(new SandboxFiles(() => view, view.Log), call.Path);
        if (VirtualPath.Refuse(access, call.Path) is { } refusal)
        {
            return (null, refusal);
        }

        if (Directory.Exists(real))
        {
            return (null, new ApiError(StatusCodes.Status400BadRequest, "Cannot read a directory.\n"));
        }

        var (size, data) = FileContent.Read(
            real, call.Offset > long.MaxValue ? null : (long)call.Offset,
            call.HasLength ? (long)Math.Min(call.Length, long.MaxValue) : null);
        return (new Response
        {
            Type = Response.Types.Type.ReadFile,
            ReadFile = new Response.Types.ReadFile { Size = (ulong)size, Data = ByteString.CopyFrom(data) },
        }, null);
    }
}
