using System.Text.Json;
using MesosOrleans.Conformance.Tests.Hosting;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Conformance.Tests.Scheduler;

/// <summary>ACCEPT: offers, tasks, groups, operations (http-api.md 5).</summary>
[Collection(SharedSiloCollection.Name)]
public sealed class AcceptTests(SharedSilo silo)
{
    private const string Old = "MULTI_ROLE RESERVATION_REFINEMENT";

    /// <summary>What is changed in a sound task, and what comes of it.</summary>
    public static TheoryData<string, string> Tasks { get; } = new()
    {
        { """ "task_id":{"value":""} """, "ID must not be empty" },
        { """ "task_id":{"value":"a/b"} """, "'a/b' contains invalid characters" },
        { """ "task_id":{"value":".."} """, "'..' is disallowed" },
        { """ "agent_id":{"value":"other"} """, "Task uses invalid agent other while agent AGENT is expected" },
        { """ "kill_policy":{"grace_period":{"nanoseconds":-1}} """, "Task's 'kill_policy.grace_period' must be non-negative" },
        { """ "max_completion_time":{"nanoseconds":-1} """, "Task's `max_completion_time` must be non-negative" },
        { """ "check":{"type":"COMMAND"} """, "Task uses invalid check: Expecting 'command' to be set for COMMAND check" },
        { """ "health_check":{} """, "Task uses invalid health check: HealthCheck must specify 'type'" },
        { """ "resources":[] """, "Task uses no resources" },
        { """ "command":{"value":"true","environment":{"variables":[{"name":"A"}]}} """, "Task's `CommandInfo` is invalid: Environment variable 'A' of type 'VALUE' must have a value set" },
        { """ "container":{"type":"DOCKER"} """, "Task's `ContainerInfo` is invalid: DockerInfo 'docker' is not set for DOCKER typed ContainerInfo" },
        { """ "limits":{"disk":{"value":1}} """, "Only cpus and mem may be included in a task's resource limits" },
        { """ "limits":{"cpus":{"value":0.01}} """, "The cpu limit must be greater than or equal to the cpu request" },
        { """ "command":null """, "Task should have at least one (but not both) of CommandInfo or ExecutorInfo present" },
        { """ "executor":{"executor_id":{"value":"e"},"command":{"value":"true"}} """, "Task should have at least one (but not both) of CommandInfo or ExecutorInfo present" },
        { """ "command":null,"executor":{"type":"CUSTOM","executor_id":{"value":"e"}} """, "'ExecutorInfo.command' must be set for 'CUSTOM' executor" },
        { """ "command":null,"executor":{"type":"DEFAULT","executor_id":{"value":"e"}} """, "'ExecutorInfo.type' must be 'CUSTOM'" },
        { """ "command":null,"executor":{"executor_id":{"value":"e"},"framework_id":{"value":"zzz"},"command":{"value":"true"}} """, "ExecutorInfo has an invalid FrameworkID (Actual: zzz vs Expected: FRAMEWORK)" },
        { """ "container":{"type":"MESOS","linux_info":{"share_cgroups":false}} """, "Only tasks in a task group may have 'share_cgroups' set to 'false'" },
        { """ "resources":[{"name":"cpus","type":"SCALAR","scalar":{"value":-1}}] """, "Resource 'cpus:-1' is invalid: Invalid scalar resource: value <= 0" },
        { """ "resources":[{"name":"ports","type":"RANGES","ranges":{"range":[{"begin":2,"end":1}]}}] """, "Resource 'ports:[2-1]' is invalid: Invalid ranges resource: begin > end" },
        { """ "resources":[{"name":"ports","type":"RANGES","ranges":{"range":[{"begin":1,"end":2}]}}],"command":null,"executor":{"executor_id":{"value":"e"},"command":{"value":"true"},"resources":[{"name":"ports","type":"RANGES","ranges":{"range":[{"begin":2,"end":3}]}}]} """, "There are overlapping resources in the task resources ports(allocated: tasks):[1-2] and executor resources ports(allocated: tasks):[2-3]" },
        { """ "resources":[{"name":"gpus","type":"SCALAR","scalar":{"value":0.5}}] """, "Task uses invalid resources: Invalid 'gpus' resource: The 'gpus' resource must be an unsigned integer" },
    };

    [Theory]
    [MemberData(nameof(Tasks))]
    public async Task A_task_that_is_wrong_is_TASK_ERROR_and_the_offer_comes_back(string change, string message)
    {
        await using var agent = await silo.Attach("cpus:1;mem:128");
        await using var framework = await Framework.Subscribe(silo.Port, "tasks");
        var offer = await framework.Offer();
        await framework.Launch(offer, "t1", "," + change);
        var status = await framework.Update();
        Assert.Equal(message.Replace("AGENT", agent.Id, StringComparison.Ordinal).Replace("FRAMEWORK", framework.Id, StringComparison.Ordinal), status.GetProperty("message").GetString());
        Assert.Equal(("TASK_ERROR", "SOURCE_MASTER", "REASON_TASK_INVALID"), Of(status));
        Assert.False(status.TryGetProperty("uuid", out _));
        Assert.Equal(agent.Id, Framework.AgentOf(await framework.Offer()));
    }

    [Theory]
    [InlineData(Framework.Modern, "TASK_DROPPED")]
    [InlineData(Old, "TASK_LOST")]
    public async Task Offers_that_are_not_valid_drop_the_tasks_and_are_all_released(string capabilities, string state)
    {
        await using var agent = await silo.Attach("cpus:1;mem:128");
        await using var framework = await Framework.Subscribe(silo.Port, "stale", capabilities);
        var offer = await framework.Offer();
        var launch = Framework.LaunchOf(Framework.Task(offer, "t1"));
        foreach (var (ids, text) in ((string, string)[])
        [
            ("", "No offers specified"),
            ("""{"value":"nope"}""", "Offer nope is no longer valid"),
            ($$"""{"value":"{{Framework.IdOf(offer)}}"},{"value":"{{Framework.IdOf(offer)}}"}""", $"Duplicate offer {Framework.IdOf(offer)} in offer list"),
            ($$"""{"value":"{{Framework.IdOf(offer)}}"}""", $"Offer {Framework.IdOf(offer)} is no longer valid"),
        ])
        {
            (await framework.Call("ACCEPT", $$$""" "accept":{"offer_ids":[{{{ids}}}],"operations":[{{{launch}}}]} """)).IsAccepted();
            var status = await framework.Update();
            Assert.Equal((state, "SOURCE_MASTER", "REASON_INVALID_OFFERS"), Of(status));
            Assert.Equal($"Task launched with invalid offers: {text}", status.GetProperty("message").GetString());
        }

        Assert.Equal(agent.Id, Framework.AgentOf(await framework.Offer()));
    }

    [Fact]
    public async Task Offers_of_two_agents_are_not_used_together()
    {
        await using var one = await silo.Attach("cpus:1;mem:128");
        await using var two = await silo.Attach("cpus:1;mem:128");
        await using var framework = await Framework.Subscribe(silo.Port, "two");
        var offers = new List<JsonElement>();
        while (offers.Count < 2)
        {
            offers.AddRange((await framework.Stream.Next("OFFERS")).GetProperty("offers").GetProperty("offers").EnumerateArray());
        }

        (await framework.Call("ACCEPT", $$$"""
            "accept":{"offer_ids":[{"value":"{{{Framework.IdOf(offers[0])}}}"},{"value":"{{{Framework.IdOf(offers[1])}}}"}],"operations":[
            {{{Framework.LaunchOf(Framework.Task(offers[0], "t1"))}}},{"type":"RESERVE","id":{"value":"o1"},"reserve":{"resources":[]}}]}
            """)).IsAccepted();
        Assert.StartsWith(
            "Task launched with invalid offers: Aggregated offers must belong to one single agent. ",
            (await framework.Update()).GetProperty("message").GetString(), StringComparison.Ordinal);
        var operation = (await framework.Stream.Next("UPDATE_OPERATION_STATUS")).GetProperty("update_operation_status").GetProperty("status");
        Assert.Equal("OPERATION_ERROR", operation.GetProperty("state").GetString());
        Assert.StartsWith("Operation attempted with invalid offers: ", operation.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.False(operation.TryGetProperty("uuid", out _));
    }

    [Fact]
    public async Task A_task_id_is_used_once_at_a_time_and_more_than_there_is_is_refused()
    {
        await using var agent = await silo.Attach("cpus:1;mem:128");
        await using var framework = await Framework.Subscribe(silo.Port, "ids");
        var offer = await framework.Offer();
        await framework.Accept(offer, Framework.LaunchOf(Framework.Task(offer, "t1"), Framework.Task(offer, "t1"), Framework.Task(offer, "t2").Replace("\"value\":0.1", "\"value\":1", StringComparison.Ordinal)));
        Assert.Equal("Task has duplicate ID: t1", (await framework.Update()).GetProperty("message").GetString());
        var over = (await framework.Update()).GetProperty("message").GetString()!;
        Assert.StartsWith("Total resources cpus(allocated: ids):1; mem(allocated: ids):32 required by task and its executor is more than available ", over, StringComparison.Ordinal);
        Assert.Contains("cpus(allocated: ids):0.9", over, StringComparison.Ordinal);
        await agent.Launched("t1");
    }

    [Fact]
    public async Task A_thousandth_counts_and_what_is_less_does_not()
    {
        await using var agent = await silo.Attach("cpus:1;mem:128");
        await using var framework = await Framework.Subscribe(silo.Port, "milli");
        var offer = await framework.Offer();
        await framework.Accept(offer, Framework.LaunchOf(Framework.Task(offer, "t1").Replace("\"value\":0.1", "\"value\":0.0014", StringComparison.Ordinal)));
        Assert.Contains("\"scalar\":{\"value\":0.999}", (await framework.Offer()).GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "'ExecutorInfo.type' must be set")]
    [InlineData(""" ,"type":"DEFAULT","command":{"value":"true"} """, "'ExecutorInfo.command' must not be set for 'DEFAULT' executor")]
    [InlineData(""" ,"type":"DEFAULT","framework_id":null """, "'ExecutorInfo.framework_id' must be set")]
    [InlineData(""" ,"type":"DEFAULT","resources":[] """, "Executor 'e' uses less CPUs (0) than the minimum required (0.01)")]
    [InlineData(""" ,"type":"DEFAULT","resources":[{"name":"cpus","type":"SCALAR","scalar":{"value":0.1}}] """, "Executor 'e' uses less memory (0MB) than the minimum required (32MB)")]
    [InlineData(""" ,"type":"DEFAULT","resources":[{"name":"cpus","type":"SCALAR","scalar":{"value":0.1}},{"name":"mem","type":"SCALAR","scalar":{"value":32}}] """, "Executor 'e' uses no disk")]
    public async Task A_group_whose_executor_is_wrong_fails_as_a_whole(string change, string message)
    {
        await using var agent = await silo.Attach("cpus:2;mem:256;disk:100");
        await using var framework = await Framework.Subscribe(silo.Port, "groups");
        var offer = await framework.Offer();
        await framework.Accept(offer, Group(framework, offer, change));
        foreach (var task in (string[])["g1", "g2"])
        {
            var status = await framework.Update();
            Assert.Equal((task, message), (status.GetProperty("task_id").GetProperty("value").GetString(), status.GetProperty("message").GetString()));
            Assert.Equal(("TASK_ERROR", "SOURCE_MASTER", "REASON_TASK_GROUP_INVALID"), Of(status));
        }
    }

    [Fact]
    public async Task A_group_runs_under_its_executor_which_offers_name_and_which_fails_by_its_own_event()
    {
        await using var agent = await silo.Attach("cpus:2;mem:256;disk:100");
        await using var framework = await Framework.Subscribe(silo.Port, "groups");
        var offer = await framework.Offer();
        await framework.Accept(offer, Group(framework, offer, ",\"type\":\"DEFAULT\""));
        await TestSupport.Eventually.TrueAsync(
            async () =>
            {
                // What is left may be offered before the allocator has heard of the executor.
                var left = await framework.Offer();
                await framework.Accept(left, Framework.LaunchOf());
                return left.TryGetProperty("executor_ids", out var executors) && executors.GetRawText() == """[{"value":"e"}]""";
            },
            "offers name the executor");
        await agent.Say("g1", TaskState.TaskRunning);
        Assert.Equal("e", (await framework.Update()).GetProperty("executor_id").GetProperty("value").GetString());
        (await framework.Call("MESSAGE", $$$""" "message":{"agent_id":{"value":"{{{agent.Id}}}"},"executor_id":{"value":"e"},"data":"aGk="} """)).IsAccepted();
        Assert.Equal("hi", (await agent.Commanded(Protocol.AgentLink.Command.CommandOneofCase.FrameworkMessage)).FrameworkMessage.Data.ToStringUtf8());
        await agent.SayMessage(framework.Id, "e", [1, 2]);
        Assert.Equal("AQI=", (await framework.Stream.Next("MESSAGE")).GetProperty("message").GetProperty("data").GetString());
        await agent.SayExited(framework.Id, "e", 256);
        Assert.Equal(
            $$$"""{"agent_id":{"value":"{{{agent.Id}}}"},"executor_id":{"value":"e"},"status":256}""",
            (await framework.Stream.Next("FAILURE")).GetProperty("failure").GetRawText());
    }

    [Theory]
    [InlineData("RESERVE", "\"reserve\":{\"resources\":[{\"name\":\"cpus\",\"type\":\"SCALAR\",\"scalar\":{\"value\":1}}]}", "is not dynamically reserved")]
    [InlineData("RESERVE", "", "Operation attempted with invalid resources: ")]
    [InlineData("UNRESERVE", "\"unreserve\":{\"resources\":[{\"name\":\"cpus\",\"type\":\"SCALAR\",\"scalar\":{\"value\":1},\"reservations\":[{\"type\":\"DYNAMIC\",\"role\":\"ops\"}]}]}", "Invalid UNRESERVE operation: ")]
    [InlineData("DESTROY", "\"destroy\":{\"volumes\":[{\"name\":\"disk\",\"type\":\"SCALAR\",\"scalar\":{\"value\":1},\"reservations\":[{\"type\":\"DYNAMIC\",\"role\":\"ops\"}],\"disk\":{\"persistence\":{\"id\":\"v\"},\"volume\":{\"container_path\":\"d\",\"mode\":\"RW\"}}}]}", "Persistent volumes not found")]
    [InlineData("CREATE_DISK", "\"create_disk\":{\"source\":{\"name\":\"disk\",\"type\":\"SCALAR\",\"scalar\":{\"value\":1}},\"target_type\":\"MOUNT\"}", "")]
    public async Task An_operation_with_an_id_that_is_wrong_is_OPERATION_ERROR_and_the_next_goes_on(string type, string message, string fragment)
    {
        await using var agent = await silo.Attach("cpus:1;mem:128;disk:100");
        await using var framework = await Framework.Subscribe(silo.Port, "ops");
        var offer = await framework.Offer();
        await framework.Accept(offer, $$"""{"type":"{{type}}","id":{"value":"o1"}{{(message.Length == 0 ? "" : "," + message)}} },{{Framework.LaunchOf(Framework.Task(offer, "t1"))}}""");
        var status = (await framework.Stream.Next("UPDATE_OPERATION_STATUS")).GetProperty("update_operation_status").GetProperty("status");
        Assert.Equal(("o1", "OPERATION_ERROR"), (status.GetProperty("operation_id").GetProperty("value").GetString(), status.GetProperty("state").GetString()));
        Assert.Contains(fragment, status.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.False(status.TryGetProperty("uuid", out _));
        Assert.False(status.TryGetProperty("agent_id", out _));
        await agent.Launched("t1");
    }

    [Fact]
    public async Task A_reservation_is_used_in_the_same_call_and_its_outcome_repeated_until_it_is_acknowledged()
    {
        await using var agent = await silo.Attach("cpus:1;mem:128;disk:100");
        await using var framework = await Framework.Subscribe(silo.Port, "ops");
        var offer = await framework.Offer();
        const string Reserved = ",\"reservations\":[{\"type\":\"DYNAMIC\",\"role\":\"ops\"}]";
        var cpus = Framework.Scalar("cpus", 1, Reserved);
        var task = $$"""{"name":"t1","task_id":{"value":"t1"},"agent_id":{"value":"{{agent.Id}}"},"resources":[{{cpus}},{{Framework.Scalar("mem", 32)}}],"command":{"value":"true"} }""";
        await framework.Accept(offer, $$"""{"type":"RESERVE","id":{"value":"o1"},"reserve":{"resources":[{{cpus}}]} },{{Framework.LaunchOf(task)}}""");
        var status = (await framework.Stream.Next("UPDATE_OPERATION_STATUS")).GetProperty("update_operation_status").GetProperty("status");
        Assert.Equal("OPERATION_FINISHED", status.GetProperty("state").GetString());
        Assert.Equal(agent.Id, status.GetProperty("agent_id").GetProperty("value").GetString());
        await agent.Launched("t1");
        (await framework.Call("RECONCILE_OPERATIONS", "\"reconcile_operations\":{}")).IsAccepted();
        var reconciled = (await framework.Stream.Next("UPDATE_OPERATION_STATUS")).GetProperty("update_operation_status").GetProperty("status");
        Assert.Equal(("OPERATION_FINISHED", false), (reconciled.GetProperty("state").GetString(), reconciled.TryGetProperty("uuid", out _)));
        (await framework.Call("ACKNOWLEDGE_OPERATION_STATUS", $$$"""
            "acknowledge_operation_status":{"agent_id":{"value":"{{{agent.Id}}}"},"operation_id":{"value":"o1"},"uuid":"{{{status.GetProperty("uuid").GetProperty("value").GetString()}}}"}
            """)).IsAccepted();
        await TestSupport.Eventually.TrueAsync(
            async () =>
            {
                (await framework.Call("RECONCILE_OPERATIONS", """ "reconcile_operations":{"operations":[{"operation_id":{"value":"o1"}}]} """)).IsAccepted();
                return (await framework.Stream.Next("UPDATE_OPERATION_STATUS")).GetProperty("update_operation_status").GetProperty("status")
                    .GetProperty("state").GetString() == "OPERATION_UNKNOWN";
            },
            "the operation is forgotten");
    }

    [Theory]
    [InlineData("LAUNCH", "REASON_TASK_INVALID")]
    [InlineData("LAUNCH_GROUP", "REASON_TASK_GROUP_INVALID")]
    public async Task A_launch_has_no_id(string type, string reason)
    {
        await using var agent = await silo.Attach("cpus:2;mem:256;disk:100");
        await using var framework = await Framework.Subscribe(silo.Port, "launch-id");
        var offer = await framework.Offer();
        var operation = type == "LAUNCH" ? Framework.LaunchOf(Framework.Task(offer, "g1")) : Group(framework, offer, ",\"type\":\"DEFAULT\"");
        await framework.Accept(offer, operation.Insert(1, "\"id\":{\"value\":\"o\"},"));
        var status = await framework.Update();
        Assert.Equal(("TASK_ERROR", "SOURCE_MASTER", reason), Of(status));
        Assert.Equal($"The `id` field cannot be set on {type} operations", status.GetProperty("message").GetString());
    }

    private static (string?, string?, string?) Of(JsonElement status) =>
        (status.GetProperty("state").GetString(), status.GetProperty("source").GetString(), status.GetProperty("reason").GetString());

    private static string Group(Framework framework, JsonElement offer, string change) => $$"""
        {"type":"LAUNCH_GROUP","launch_group":{"executor":{"executor_id":{"value":"e"},"framework_id":{"value":"{{framework.Id}}"},
        "resources":[{{Framework.Scalar("cpus", 0.1)}},{{Framework.Scalar("mem", 32)}},{{Framework.Scalar("disk", 10)}}]{{change}} },
        "task_group":{"tasks":[{{Framework.Task(offer, "g1")}},{{Framework.Task(offer, "g2")}}]} } }
        """;
}
