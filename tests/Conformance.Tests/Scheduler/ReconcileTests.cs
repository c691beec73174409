using System.Text.Json;
using MesosOrleans.Conformance.Tests.Hosting;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Conformance.Tests.Scheduler;

/// <summary>RECONCILE and KILL of what is not known, and the loss of an agent (http-api.md 4.7, 5.7, 6.2, 8.4).</summary>
public sealed class ReconcileTests(HastySilo silo) : IClassFixture<HastySilo>
{
    private const string Old = "MULTI_ROLE RESERVATION_REFINEMENT";

    [Theory]
    [InlineData(Framework.Modern, "REGISTERED", "TASK_GONE", "Reconciliation: Task is unknown to the agent")]
    [InlineData(Old, "REGISTERED", "TASK_LOST", "Reconciliation: Task is unknown to the agent")]
    [InlineData(Framework.Modern, "nope", "TASK_UNKNOWN", "Reconciliation: Task is unknown")]
    [InlineData(Old, "nope", "TASK_LOST", "Reconciliation: Task is unknown")]
    [InlineData(Framework.Modern, null, "TASK_UNKNOWN", "Reconciliation: Task is unknown")]
    [InlineData(Old, null, "TASK_LOST", "Reconciliation: Task is unknown")]
    public async Task An_unknown_task_is_answered_by_what_is_known_of_its_agent(string capabilities, string? agentId, string state, string message)
    {
        await using var agent = await silo.Attach("cpus:1;mem:128");
        await using var framework = await Framework.Subscribe(silo.Port, "reconcile", capabilities);
        var id = agentId == "REGISTERED" ? agent.Id : agentId;
        var task = $$"""{"task_id":{"value":"t"}{{OnAgent(id)}} }""";
        (await framework.Call("RECONCILE", $$"""
            "reconcile":{"tasks":[{{task}}]}
            """)).IsAccepted();
        IsReconciled(await framework.Update(), id, state, message);
        (await framework.Call("KILL", $"\"kill\":{task}")).IsAccepted();
        IsReconciled(await framework.Update(), id, state, message);
    }

    [Fact]
    public async Task A_known_task_is_answered_with_its_state_until_its_end_is_acknowledged()
    {
        await using var agent = await silo.Attach("cpus:1;mem:128");
        await using var framework = await Framework.Subscribe(silo.Port, "known");
        await framework.Launch(await framework.Offer(), "t1");
        await agent.Launched("t1");
        await Reconcile(framework, "t1");
        Assert.Equal("TASK_STAGING", State(await framework.Update()));
        await agent.Say("t1", TaskState.TaskRunning, status => status.Healthy = true);
        await framework.Acknowledge(await framework.Update());
        await Reconcile(framework, "t1");
        var running = await framework.Update();
        Assert.Equal(("TASK_RUNNING", true), (State(running), running.GetProperty("healthy").GetBoolean()));
        Assert.Equal("Reconciliation: Latest task state", running.GetProperty("message").GetString());
        (await framework.Call("RECONCILE", "\"reconcile\":{}")).IsAccepted();
        Assert.Equal("TASK_RUNNING", State(await framework.Update()));
        await agent.Say("t1", TaskState.TaskFinished);
        var finished = await framework.Update();
        await Reconcile(framework, "t1");
        Assert.Equal("TASK_FINISHED", State(await framework.Update()));
        await framework.Acknowledge(finished);
        await TestSupport.Eventually.TrueAsync(
            async () =>
            {
                await Reconcile(framework, "t1", agent.Id);
                return State(await framework.Update()) == "TASK_GONE";
            },
            "the task is forgotten");
    }

    [Fact]
    public async Task A_kill_that_names_another_agent_is_dropped_and_one_that_names_none_is_not()
    {
        await using var agent = await silo.Attach("cpus:1;mem:128");
        await using var framework = await Framework.Subscribe(silo.Port, "kill");
        await framework.Launch(await framework.Offer(), "t1");
        await agent.Launched("t1");
        (await framework.Call("KILL", """ "kill":{"task_id":{"value":"t1"},"agent_id":{"value":"other"}} """)).IsAccepted();
        await Reconcile(framework, "marker");
        Assert.Equal("marker", (await framework.Update()).GetProperty("task_id").GetProperty("value").GetString());
        Assert.DoesNotContain(agent.Commands, command => command.Kill is not null);
        (await framework.Call("KILL", """ "kill":{"task_id":{"value":"t1"},"kill_policy":{"grace_period":{"nanoseconds":7}}} """)).IsAccepted();
        Assert.Equal(7, (await agent.Commanded(Protocol.AgentLink.Command.CommandOneofCase.Kill)).Kill.KillPolicy.GracePeriod.Nanoseconds);
    }

    [Theory]
    [InlineData(Framework.Modern, "TASK_UNREACHABLE")]
    [InlineData(Old, "TASK_LOST")]
    public async Task Tasks_of_an_unreachable_agent_come_back_with_it(string capabilities, string lost)
    {
        await using var agent = await silo.Attach("cpus:1;mem:128");
        await using var framework = await Framework.Subscribe(silo.Port, "partition", capabilities, failover: 60);
        await framework.Launch(await framework.Offer(), "t1");
        await agent.Say("t1", TaskState.TaskRunning);
        await framework.Acknowledge(await framework.Update());
        await agent.Detach();
        var unreachable = await framework.Update();
        Assert.Equal(lost, State(unreachable));
        Assert.Equal(("SOURCE_MASTER", "REASON_AGENT_REMOVED"), (unreachable.GetProperty("source").GetString(), unreachable.GetProperty("reason").GetString()));
        Assert.False(unreachable.TryGetProperty("uuid", out _));
        Assert.True(unreachable.GetProperty("unreachable_time").GetProperty("nanoseconds").GetInt64() > 0);
        await Reconcile(framework, "t1", agent.Id);
        var reconciled = await framework.Update();
        IsReconciled(reconciled, agent.Id, lost, "Reconciliation: Task is unreachable");
        Assert.True(reconciled.GetProperty("unreachable_time").GetProperty("nanoseconds").GetInt64() > 0);
        await agent.Attach();
        var back = await framework.Update();
        Assert.Equal(("TASK_RUNNING", "REASON_AGENT_REREGISTERED"), (State(back), back.GetProperty("reason").GetString()));
        Assert.False(back.TryGetProperty("uuid", out _));
    }

    [Theory]
    [InlineData(Framework.Modern)]
    [InlineData(Old)]
    public async Task The_id_of_an_unreachable_task_is_not_free(string capabilities)
    {
        await using var agent = await silo.Attach("cpus:1;mem:128");
        await using var framework = await Framework.Subscribe(silo.Port, "ids", capabilities, failover: 60);
        await framework.Launch(await framework.Offer(), "t1");
        await agent.Say("t1", TaskState.TaskRunning);
        await framework.Acknowledge(await framework.Update());
        await agent.Detach();
        await framework.Update();
        await using var other = await silo.Attach("cpus:1;mem:128");
        JsonElement offer;
        do
        {
            offer = await framework.Offer();
        }
        while (Framework.AgentOf(offer) != other.Id);

        await framework.Launch(offer, "t1");
        var refused = await framework.Update();
        Assert.Equal("Task reuses the ID of an unreachable task: t1", refused.GetProperty("message").GetString());
        Assert.Equal(("TASK_ERROR", "REASON_TASK_INVALID"), (State(refused), refused.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task An_agent_that_is_lost_takes_its_offers_with_it_and_everyone_hears_of_it()
    {
        await using var agent = await silo.Attach("cpus:1;mem:128");
        await using var framework = await Framework.Subscribe(silo.Port, "loss");
        await using var idle = await Framework.SubscribeAs(silo.Port, Framework.Info(null), id: null);
        var offer = await framework.Offer();
        await agent.Detach();
        var rescind = await framework.Stream.Next("RESCIND");
        Assert.Equal(Framework.IdOf(offer), rescind.GetProperty("rescind").GetProperty("offer_id").GetProperty("value").GetString());
        foreach (var stream in (Wire.EventStream[])[framework.Stream, idle.Stream])
        {
            var failure = (await stream.Next("FAILURE")).GetProperty("failure");
            Assert.Equal($$$"""{"agent_id":{"value":"{{{agent.Id}}}"}}""", failure.GetRawText());
        }
    }

    [Theory]
    [InlineData("REGISTERED", "OPERATION_UNKNOWN", "Reconciliation: Operation is unknown")]
    [InlineData("nope", "OPERATION_UNKNOWN", "Reconciliation: Both operation and agent are unknown")]
    [InlineData(null, "OPERATION_UNKNOWN", "Reconciliation: Operation is unknown and no 'agent_id' was provided")]
    public async Task An_unknown_operation_is_answered_by_what_is_known_of_its_agent(string? agentId, string state, string message)
    {
        await using var agent = await silo.Attach("cpus:1;mem:128");
        await using var framework = await Framework.Subscribe(silo.Port, "operations");
        var id = agentId == "REGISTERED" ? agent.Id : agentId;
        (await framework.Call("RECONCILE_OPERATIONS", $$"""
            "reconcile_operations":{"operations":[{"operation_id":{"value":"o"}{{OnAgent(id)}} }]}
            """)).IsAccepted();
        var status = (await framework.Stream.Next("UPDATE_OPERATION_STATUS")).GetProperty("update_operation_status").GetProperty("status");
        Assert.Equal((state, message), (status.GetProperty("state").GetString(), status.GetProperty("message").GetString()));
        Assert.False(status.TryGetProperty("uuid", out _));
        Assert.Equal(id is not null, status.TryGetProperty("agent_id", out _));
    }

    private static void IsReconciled(JsonElement status, string? agentId, string state, string message)
    {
        Assert.Equal((state, message), (State(status), status.GetProperty("message").GetString()));
        Assert.Equal(("SOURCE_MASTER", "REASON_RECONCILIATION"), (status.GetProperty("source").GetString(), status.GetProperty("reason").GetString()));
        Assert.False(status.TryGetProperty("uuid", out _));
        Assert.Equal(agentId, status.TryGetProperty("agent_id", out var named) ? named.GetProperty("value").GetString() : null);
    }

    private static string? State(JsonElement status) => status.GetProperty("state").GetString();

    private static async Task Reconcile(Framework framework, string taskId, string? agentId = null) =>
        (await framework.Call("RECONCILE", $$"""
            "reconcile":{"tasks":[{"task_id":{"value":"{{taskId}}"}{{OnAgent(agentId)}} }]}
            """)).IsAccepted();

    private static string OnAgent(string? agentId) => agentId is null ? "" : $$""","agent_id":{"value":"{{agentId}}"}""";
}
