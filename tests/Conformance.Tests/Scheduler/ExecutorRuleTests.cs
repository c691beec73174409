using System.Text.Json;
using MesosOrleans.Conformance.Tests.Hosting;
using MesosOrleans.Grains.Interfaces.Cluster;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Conformance.Tests.Scheduler;

/// <summary>ACCEPT: rules that depend on what the agent runs and can do already (http-api.md 5.5, 5.6).</summary>
[Collection(SharedSiloCollection.Name)]
public sealed class ExecutorRuleTests(SharedSilo silo)
{
    private const string Custom = "\"type\":\"CUSTOM\",\"command\":{\"value\":\"true\"}";
    private const string Compatible = "ExecutorInfo is not compatible with existing ExecutorInfo with same ExecutorID.\n";
    private const string OneValue =
        "If set, the value of 'share_cgroups' must be the same for all tasks in each task group and under a single executor";

    /// <summary>What is changed in a second task of an executor, and what comes of it; null: it is launched.</summary>
    public static TheoryData<string, string?> Seconds { get; } = new()
    {
        { "", null },
        { ",\"name\":\"another\"", Compatible },
        { ",\"resources\":[" + Framework.Scalar("cpus", 0.2) + "]", Compatible },
    };

    /// <summary>What is said of cgroups in a running group and in the next one under its executor.</summary>
    public static TheoryData<string, string, string?> Cgroups { get; } = new()
    {
        { Sharing("false"), Sharing("false"), null },
        { "", Sharing("true"), null },
        { "", Sharing("false"), OneValue },
        { Sharing("false"), "", OneValue },
    };

    [Theory]
    [MemberData(nameof(Seconds))]
    public async Task A_running_executor_is_described_as_it_is(string change, string? message)
    {
        await using var agent = await silo.Attach("cpus:2;mem:256");
        await using var framework = await Framework.Subscribe(silo.Port, "same");
        await framework.Launch(await framework.Offer(), "t1", "," + Executor(""));
        await agent.Launched("t1");
        await framework.Launch(await framework.Offer(), "t2", "," + Executor(change));
        await IsRefused(framework, agent, "t2", "REASON_TASK_INVALID", message);
    }

    [Fact]
    public async Task Two_tasks_of_one_launch_name_their_executor_alike()
    {
        await using var agent = await silo.Attach("cpus:2;mem:256");
        await using var framework = await Framework.Subscribe(silo.Port, "same");
        var offer = await framework.Offer();
        await framework.Accept(offer, Framework.LaunchOf(
            Framework.Task(offer, "t1", "," + Executor("")), Framework.Task(offer, "t2", "," + Executor(",\"source\":\"x\""))));
        await agent.Launched("t1");
        await IsRefused(framework, agent, "t2", "REASON_TASK_INVALID", Compatible);
    }

    [Fact]
    public async Task An_agent_that_cannot_limit_gets_no_task_with_limits()
    {
        var id = await silo.Grains.GetGrain<IClusterGrain>(0).NextAgentId();
        await using var agent = new ScriptedAgent(silo.Grains, id, "cpus:2;mem:256", 5051, null)
        {
            Capabilities = [AgentInfo.Types.Capability.Types.Type.MultiRole, AgentInfo.Types.Capability.Types.Type.ReservationRefinement],
        };
        await agent.Attach();
        await using var framework = await Framework.Subscribe(silo.Port, "limits");
        await framework.Launch(await framework.Offer(), "t1", ",\"limits\":{\"cpus\":{\"value\":2}}");
        await IsRefused(framework, agent, "t1", "REASON_TASK_INVALID", "Agent is not capable of handling task resource limits");
    }

    [Theory]
    [InlineData("mem", "\"Infinity\"")]
    [InlineData("cpus", "2")]
    public async Task A_limit_may_be_more_than_the_agent_has(string name, string limit)
    {
        await using var agent = await silo.Attach("cpus:1;mem:128");
        await using var framework = await Framework.Subscribe(silo.Port, "limits");
        await framework.Launch(await framework.Offer(), "t1", $",\"limits\":{{\"{name}\":{{\"value\":{limit}}}}}");
        Assert.Equal([name], (await agent.Launched("t1")).Info.Limits.Keys);
    }

    [Theory]
    [MemberData(nameof(Cgroups))]
    public async Task Cgroups_are_shared_by_all_under_an_executor_or_by_none(string first, string second, string? message)
    {
        await using var agent = await silo.Attach("cpus:4;mem:512;disk:100");
        await using var framework = await Framework.Subscribe(silo.Port, "cgroups");
        var offer = await framework.Offer();
        await framework.Accept(offer, Group(framework, Framework.Task(offer, "g1", first)));
        await agent.Launched("g1");
        offer = await framework.Offer();
        await framework.Accept(offer, Group(framework, Framework.Task(offer, "g2", second)));
        await IsRefused(framework, agent, "g2", "REASON_TASK_GROUP_INVALID", message);
    }

    [Theory]
    [InlineData(",\"container\":{\"type\":\"DOCKER\",\"docker\":{\"image\":\"alpine\"}}", "Task 'g1' is invalid: Docker ContainerInfo is not supported on the task")]
    [InlineData(",\"container\":{\"type\":\"MESOS\",\"network_infos\":[{}]},\"health_check\":{\"type\":\"TCP\",\"tcp\":{\"port\":1}}", "Task 'g1' is invalid: HTTP and TCP health checks are not supported for nested containers not joining parent's network")]
    [InlineData(",\"limits\":{\"cpus\":{\"value\":2}}", "Task 'g1' is invalid: Resource limits may only be set for tasks within a task group when the 'share_cgroups' field is set to 'false'.")]
    public async Task What_a_group_cannot_have_fails_it(string change, string message)
    {
        await using var agent = await silo.Attach("cpus:4;mem:512;disk:100");
        await using var framework = await Framework.Subscribe(silo.Port, "group");
        var offer = await framework.Offer();
        await framework.Accept(offer, Group(framework, Framework.Task(offer, "g1", change), Framework.Task(offer, "g2")));
        await IsRefused(framework, agent, "g1", "REASON_TASK_GROUP_INVALID", message);
        await IsRefused(framework, agent, "g2", "REASON_TASK_GROUP_INVALID", message);
    }

    [Theory]
    [InlineData("\"type\":\"DEFAULT\",\"container\":{\"type\":\"MESOS\",\"mesos\":{\"image\":{\"type\":\"DOCKER\",\"docker\":{\"name\":\"alpine\"}}}}", "'ExecutorInfo.container.mesos.image' must not be set for 'DEFAULT' executor")]
    [InlineData("\"type\":\"DEFAULT\",\"container\":{\"type\":\"MESOS\",\"linux_info\":{\"share_cgroups\":true}}", "The 'share_cgroups' field cannot be set to 'true' on executor containers")]
    [InlineData("\"type\":\"UNKNOWN\"", "Unknown executor type")]
    [InlineData(Custom + ",\"container\":{\"type\":\"DOCKER\",\"docker\":{\"image\":\"alpine\"}}", "Docker ContainerInfo is not supported on the executor")]
    public async Task What_a_groups_executor_cannot_be_fails_it(string change, string message)
    {
        await using var agent = await silo.Attach("cpus:4;mem:512;disk:100");
        await using var framework = await Framework.Subscribe(silo.Port, "group");
        var offer = await framework.Offer();
        await framework.Accept(offer, Group(framework, change, [Framework.Task(offer, "g1")]));
        await IsRefused(framework, agent, "g1", "REASON_TASK_GROUP_INVALID", message);
    }

    [Fact]
    public async Task A_group_with_an_id_that_runs_elsewhere_fails_as_a_whole()
    {
        await using var agent = await silo.Attach("cpus:1;mem:512;disk:100");
        await using var framework = await Framework.Subscribe(silo.Port, "elsewhere");
        var offer = await framework.Offer();
        await framework.Launch(offer, "g1", ",\"resources\":[" + Framework.Scalar("cpus", 1) + "]");
        await agent.Launched("g1");
        await using var other = await silo.Attach("cpus:2;mem:512;disk:100");
        JsonElement? found = null;
        while (found is null)
        {
            // What is left of the first agent may be offered along with the second.
            found = (await framework.Stream.Next("OFFERS")).GetProperty("offers").GetProperty("offers").EnumerateArray()
                .Where(one => Framework.AgentOf(one) == other.Id).Select(one => (JsonElement?)one).FirstOrDefault();
        }

        offer = found.Value;
        await framework.Accept(offer, Group(framework, Framework.Task(offer, "g1"), Framework.Task(offer, "g2")));
        foreach (var id in (string[])["g1", "g2"])
        {
            await IsRefused(framework, other, id, "REASON_TASK_GROUP_INVALID", "Task 'g1' is invalid: Task has duplicate ID: g1");
        }

        Assert.Empty(other.Tasks);
    }

    private static string Sharing(string shares) =>
        $",\"container\":{{\"type\":\"MESOS\",\"linux_info\":{{\"share_cgroups\":{shares}}}}}";

    private static string Executor(string change) =>
        $"\"command\":null,\"executor\":{{\"executor_id\":{{\"value\":\"e\"}},{Custom},\"resources\":[{Framework.Scalar("cpus", 0.1)}]{change}}}";

    private static string Group(Framework framework, params string[] tasks) => Group(framework, "\"type\":\"DEFAULT\"", tasks);

    private static string Group(Framework framework, string executor, string[] tasks) => $$"""
        {"type":"LAUNCH_GROUP","launch_group":{"executor":{"executor_id":{"value":"e"},"framework_id":{"value":"{{framework.Id}}"},
        "resources":[{{Framework.Scalar("cpus", 0.1)}},{{Framework.Scalar("mem", 32)}},{{Framework.Scalar("disk", 10)}}],{{executor}} },
        "task_group":{"tasks":[{{string.Join(",", tasks)}}]} } }
        """;

    private static async Task IsRefused(Framework framework, ScriptedAgent agent, string taskId, string reason, string? message)
    {
        if (message is null)
        {
            await agent.Launched(taskId);
            return;
        }

        var status = await framework.Update();
        Assert.Equal(
            (taskId, "TASK_ERROR", reason),
            (status.GetProperty("task_id").GetProperty("value").GetString(), status.GetProperty("state").GetString(), status.GetProperty("reason").GetString()));
        var said = status.GetProperty("message").GetString()!;
        Assert.Equal(message, message == Compatible ? said[..Compatible.Length] : said);
    }
}
