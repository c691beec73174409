using System.Text.Json;
using MesosOrleans.Conformance.Tests.Hosting;
using MesosOrleans.Conformance.Tests.Scheduler;
using MesosOrleans.Protocol.V1;
using MesosOrleans.TestSupport;

namespace MesosOrleans.Conformance.Tests.Operator;

/// <summary>Calls that ask and change nothing (http-api.md 9).</summary>
[Collection(SharedSiloCollection.Name)]
public sealed class ReadTests(SharedSilo silo)
{
    /// <summary>Calls, and members that their answers have whatever the cluster is like.</summary>
    public static TheoryData<string, string, bool> Calls { get; } = Operators.InBoth(
        ("GET_HEALTH", "healthy"), ("GET_FLAGS", "flags"), ("GET_VERSION", "version_info"), ("GET_LOGGING_LEVEL", "level"),
        ("GET_MASTER", "master_info start_time elected_time"), ("GET_MAINTENANCE_STATUS", "status"),
        ("GET_MAINTENANCE_SCHEDULE", "schedule"), ("GET_QUOTA", "status"));

    /// <summary>Listings, and the arrays that they write even when they are empty.</summary>
    public static TheoryData<string, string> Listings { get; } = new()
    {
        { "GET_STATE", "get_tasks get_executors get_frameworks get_agents" },
        { "GET_AGENTS", "agents recovered_agents" },
        { "GET_FRAMEWORKS", "frameworks completed_frameworks" },
        { "GET_EXECUTORS", "executors" },
        { "GET_TASKS", "tasks completed_tasks unreachable_tasks" },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Is_answered(string type, string members, bool asProtobuf)
    {
        var body = await Operators.Read(silo.Port, type, null, asProtobuf);
        Assert.Equal(members.Split(' '), body!.Value.EnumerateObject().Select(member => member.Name));
    }

    [Theory]
    [MemberData(nameof(Listings))]
    public async Task Lists_are_there_even_when_they_are_empty(string type, string lists)
    {
        var body = await Operators.Read(silo.Port, type, null, asProtobuf: false);
        Assert.Equal(lists.Split(' ').Order(), body!.Value.EnumerateObject().Select(member => member.Name).Order());
        await Operators.Read(silo.Port, type, null, asProtobuf: true);
    }

    [Theory]
    [InlineData("GET_ROLES", false)]
    [InlineData("GET_ROLES", true)]
    [InlineData("GET_WEIGHTS", false)]
    [InlineData("GET_WEIGHTS", true)]
    [InlineData("GET_OPERATIONS", false)]
    [InlineData("GET_OPERATIONS", true)]
    public async Task Others_may_have_nothing_to_say(string type, bool asProtobuf) =>
        await Operators.Read(silo.Port, type, null, asProtobuf);

    [Theory]
    [InlineData("{}", false)]
    [InlineData("{}", true)]
    [InlineData("""{"timeout":{"nanoseconds":5000000000}}""", false)]
    [InlineData("""{"timeout":{"nanoseconds":-1}}""", true)]
    public async Task Metrics_are_names_and_values_sorted_by_name(string message, bool asProtobuf)
    {
        var metrics = (await Operators.Read(silo.Port, "GET_METRICS", message, asProtobuf))!.Value.GetProperty("metrics");
        var names = metrics.EnumerateArray().Select(metric => metric.GetProperty("name").GetString()!).ToList();
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Contains("master/elected", names);
        Assert.Contains("master/slaves_active", names);
    }

    [Fact]
    public async Task What_is_late_is_left_out_of_the_metrics()
    {
        var metrics = (await Operators.Read(silo.Port, "GET_METRICS", """{"timeout":{"nanoseconds":0}}""", asProtobuf: false))!.Value;
        Assert.Contains("\"master/elected\"", metrics.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Agents_frameworks_and_tasks_are_listed_with_all_that_is_known_of_them(bool asProtobuf)
    {
        await using var agent = await silo.Attach("cpus:1;mem:128", attributes: "rack:r1");
        await using var framework = await Framework.Subscribe(silo.Port, "read");
        await framework.Launch(await framework.Offer(), "t1");
        await agent.Say("t1", TaskState.TaskRunning);
        await framework.Acknowledge(await framework.Update());
        await Eventually.TrueAsync(
            async () => Find(await List("GET_TASKS", "tasks"), "task_id", "t1")?.GetProperty("state").GetString() == "TASK_RUNNING",
            "the task is listed as running");

        var task = Find(await List("GET_TASKS", "tasks"), "task_id", "t1")!.Value;
        Assert.Equal(framework.Id, task.GetProperty("framework_id").GetProperty("value").GetString());
        Assert.Equal(agent.Id, task.GetProperty("agent_id").GetProperty("value").GetString());

        var listed = (await List("GET_AGENTS", "agents")).EnumerateArray()
            .Single(one => one.GetProperty("agent_info").GetProperty("id").GetProperty("value").GetString() == agent.Id);
        Assert.True(listed.GetProperty("active").GetBoolean());
        foreach (var member in (string[])["version", "pid", "registered_time", "total_resources", "allocated_resources", "capabilities"])
        {
            Assert.True(listed.TryGetProperty(member, out _), member);
        }

        var ours = (await List("GET_FRAMEWORKS", "frameworks")).EnumerateArray()
            .Single(one => one.GetProperty("framework_info").GetProperty("id").GetProperty("value").GetString() == framework.Id);
        Assert.Equal(
            (true, true, false),
            (ours.GetProperty("active").GetBoolean(), ours.GetProperty("connected").GetBoolean(), ours.GetProperty("recovered").GetBoolean()));

        var role = (await List("GET_ROLES", "roles")).EnumerateArray().Single(one => one.GetProperty("name").GetString() == "read");
        Assert.Equal(1, role.GetProperty("weight").GetDouble());
        Assert.Contains(framework.Id, role.GetProperty("frameworks").GetRawText(), StringComparison.Ordinal);

        async Task<JsonElement> List(string type, string list) =>
            (await Operators.Read(silo.Port, type, null, asProtobuf))!.Value.GetProperty(list);
    }

    private static JsonElement? Find(JsonElement list, string member, string id) => list.EnumerateArray()
        .Where(one => one.GetProperty(member).GetProperty("value").GetString() == id).Select(one => (JsonElement?)one).FirstOrDefault();
}
