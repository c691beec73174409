using System.Globalization;
using System.Text.Json;
using MesosOrleans.ClusterSupport;
using MesosOrleans.Grains.Interfaces.Cluster;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Silo.Tests.Hosting;
using MesosOrleans.TestSupport;

namespace MesosOrleans.Silo.Tests.Metrics;

/// <summary>A silo with an agent and a framework whose name needs encoding, for the tests of metrics.</summary>
public sealed class MetricsCluster : SiloFixture
{
    /// <summary>The framework's name.</summary>
    public const string Name = "met rics/";

    /// <summary>A framework with one agent, on which a task runs when it is called <c>stay</c> and ends otherwise.</summary>
    internal async Task<(EmulatedAgent Agent, TestScheduler Scheduler)> Start(string role, string? principal = null)
    {
        var agent = new EmulatedAgent(
            Grains, await Grains.GetGrain<IClusterGrain>(0).NextAgentId(), $"cpus({role}):4;mem({role}):4096;disk({role}):100")
        {
            OnRunning = task => task.TaskId.Value == "stay" ? null
                : task.TaskId.Value == "fail" ? TaskState.TaskFailed : TaskState.TaskFinished,
        };
        Assert.Null(await agent.Attach());
        var info = new FrameworkInfo
        {
            Name = Name,
            User = "root",
            FailoverTimeout = 600,
            Roles = { role },
            Capabilities =
            {
                new FrameworkInfo.Types.Capability { Type = FrameworkInfo.Types.Capability.Types.Type.MultiRole },
                new FrameworkInfo.Types.Capability { Type = FrameworkInfo.Types.Capability.Types.Type.PartitionAware },
                new FrameworkInfo.Types.Capability { Type = FrameworkInfo.Types.Capability.Types.Type.ReservationRefinement },
            },
        };
        if (principal is not null)
        {
            info.Principal = principal;
        }

        var scheduler = new TestScheduler(Grains, info);
        Assert.Null(await scheduler.Subscribe());
        await Eventually.TrueAsync(() => !scheduler.Offers.IsEmpty, "the agent is offered");
        return (agent, scheduler);
    }

    /// <summary>Launches tasks on the offer that is out, each with a part of it, and waits for their ends or for them to run.</summary>
    internal static async Task Run(TestScheduler scheduler, params string[] tasks)
    {
        var offer = scheduler.Offers.Values.First();
        var launched = tasks.Select(id => TestScheduler.Task(id, offer)).ToArray();
        var role = offer.AllocationInfo.Role;
        foreach (var task in launched)
        {
            task.Resources.Clear();
            task.Resources.Add(Core.Resources.ResourceSet.Parse($"cpus({role}):0.1;mem({role}):32").ToProto());
        }

        Assert.Equal(202, (await scheduler.Launch(offer, 3600, launched)).Status);
        await Eventually.TrueAsync(
            () => tasks.All(id => scheduler.StatesOf(id).Any(state => id == "stay" ? state == TaskState.TaskRunning
                : state is TaskState.TaskFinished or TaskState.TaskFailed)),
            "the tasks ran");
    }

    /// <summary>The metrics as they are served.</summary>
    internal async Task<Dictionary<string, double>> Snapshot(string query = "")
    {
        using var answer = await this.Send("GET", "/metrics/snapshot" + query, null);
        Assert.Equal("application/json", answer.ContentType());
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return json.RootElement.EnumerateObject().ToDictionary(
            member => member.Name,
            member => double.Parse(member.Value.GetRawText(), CultureInfo.InvariantCulture));
    }
}
