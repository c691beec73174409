using System.Globalization;
using Google.Protobuf;
using MesosOrleans.Core.Resources;
using MesosOrleans.Core.Tasks;
using MesosOrleans.Grains.Interfaces.View;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.View;
using MesosOrleans.Silo.Api.View;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using static MesosOrleans.Protocol.V1.MasterApi.Response.Types;
using MesosTask = MesosOrleans.Protocol.V1.Task;

namespace MesosOrleans.Bench.Api;

/// <summary>Fills a silo's read model with agents and running tasks, as their grains publish them.</summary>
internal static class StateFill
{
    private const int Frameworks = 10;
    private const int Batch = 500;

    /// <summary>Publishes everything and waits until the silo's copy has it.</summary>
    public static async Task Fill(WebApplication app, int agents, int tasksPerAgent, CancellationToken cancellationToken)
    {
        await Publish(app.Services.GetRequiredService<IGrainFactory>(), agents, tasksPerAgent);
        var reader = app.Services.GetRequiredService<ClusterViewReader>();
        while ((await reader.Get()).Tasks.Count() < agents * tasksPerAgent)
        {
            await Task.Delay(20, cancellationToken);
        }
    }

    /// <summary>Publishes everything.</summary>
    public static async Task Publish(IGrainFactory grains, int agents, int tasksPerAgent)
    {
        await Show(grains, Enumerable.Range(0, Frameworks).Select(Framework), framework => framework.FrameworkInfo.Id.Value,
            some => new ViewChanges { Frameworks = some });
        await Show(grains, Enumerable.Range(0, agents).Select(index => Agent(index, tasksPerAgent)),
            agent => agent.Agent.AgentInfo.Id.Value, some => new ViewChanges { Agents = some });
        await Show(grains, Enumerable.Range(0, agents * tasksPerAgent).Select(index => Running(index, tasksPerAgent)),
            task => task.FrameworkId.Value, some => new ViewChanges { Tasks = some });
    }

    private static async Task Show<T>(
        IGrainFactory grains, IEnumerable<T> items, Func<T, string> owner, Func<IReadOnlyList<T>, ViewChanges> changes)
    {
        foreach (var shard in items.GroupBy(item => ViewShards.Of(owner(item))))
        {
            foreach (var some in shard.Chunk(Batch))
            {
                await grains.GetGrain<IClusterViewGrain>(shard.Key).Show(changes(some));
            }
        }
    }

    private static GetFrameworks.Types.Framework Framework(int index) => new()
    {
        FrameworkInfo = new FrameworkInfo(BenchFramework.Info($"framework-{index}", "bench"))
        {
            Id = new FrameworkID { Value = FrameworkId(index) },
        },
        Active = true,
        Connected = true,
        Recovered = false,
        RegisteredTime = new TimeInfo { Nanoseconds = 1_795_424_214_014_266_112 },
        ReregisteredTime = new TimeInfo { Nanoseconds = 1_795_424_214_014_266_112 },
    };

    private static ViewAgent Agent(int index, int tasks)
    {
        var info = new AgentInfo
        {
            Id = new AgentID { Value = AgentId(index) },
            Hostname = $"host-{Text(index)}.example",
            Port = 5051,
            Resources = { ResourceSet.Parse("cpus:32;mem:65536;disk:500000;ports:[31000-32000]").ToProto() },
        };
        var used = ResourceSet.Parse($"cpus:{tasks};mem:{tasks * 128}").Allocate("bench").ToProto();
        return new ViewAgent
        {
            Agent = new GetAgents.Types.Agent
            {
                AgentInfo = info,
                Active = true,
                Deactivated = false,
                Version = "1.12.0",
                Pid = $"slave(1)@10.0.{index / 250 % 250}.{index % 250}:5051",
                RegisteredTime = new TimeInfo { Nanoseconds = 1_795_424_210_760_111_104 },
                TotalResources = { info.Resources },
                AllocatedResources = { used },
                Capabilities =
                {
                    new AgentInfo.Types.Capability { Type = AgentInfo.Types.Capability.Types.Type.MultiRole },
                    new AgentInfo.Types.Capability { Type = AgentInfo.Types.Capability.Types.Type.HierarchicalRole },
                    new AgentInfo.Types.Capability { Type = AgentInfo.Types.Capability.Types.Type.ReservationRefinement },
                },
            },
            Uses = { new ViewUse { FrameworkId = FrameworkId(index), Resources = { used } } },
        };
    }

    private static MesosTask Running(int index, int tasksPerAgent)
    {
        var agent = index / tasksPerAgent;
        var task = TaskLifecycle.Staged(
            new TaskInfo
            {
                Name = $"task-{Text(index)}",
                TaskId = new TaskID { Value = $"task-{Text(index)}" },
                AgentId = new AgentID { Value = AgentId(agent) },
                Resources = { ResourceSet.Parse("cpus:1;mem:128").Allocate("bench").ToProto() },
                Labels = new Labels { Labels_ = { new Label { Key = "app", Value = "bench" } } },
            },
            new FrameworkInfo { Id = new FrameworkID { Value = FrameworkId(agent) }, Name = "", User = "root" });
        task = TaskLifecycle.Apply(task, Status(task, TaskState.TaskStarting))!;
        return TaskLifecycle.Apply(task, Status(task, TaskState.TaskRunning))!;
    }

    private static TaskStatus Status(MesosTask task, TaskState state) => new()
    {
        TaskId = task.TaskId,
        State = state,
        Source = TaskStatus.Types.Source.Executor,
        AgentId = task.AgentId,
        ExecutorId = new ExecutorID { Value = task.TaskId.Value },
        Timestamp = 1_795_424_214.179536,
        Uuid = ByteString.CopyFrom(Guid.NewGuid().ToByteArray()),
        ContainerStatus = new ContainerStatus
        {
            ContainerId = new ContainerID { Value = Guid.NewGuid().ToString() },
            NetworkInfos =
            {
                new NetworkInfo
                {
                    IpAddresses =
                    {
                        new NetworkInfo.Types.IPAddress
                        {
                            Protocol = NetworkInfo.Types.Protocol.Ipv4,
                            IpAddress = "10.0.0.1",
                        },
                    },
                },
            },
            ExecutorPid = 18277,
        },
    };

    private static string AgentId(int index) => $"bae515e6-2c1a-4f1b-a921-29098435ea81-S{Text(index)}";

    private static string FrameworkId(int agent) => $"framework-{Text(agent % Frameworks)}";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
