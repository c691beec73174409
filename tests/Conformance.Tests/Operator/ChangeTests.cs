using System.Text.Json;
using MesosOrleans.Conformance.Tests.Hosting;
using MesosOrleans.Conformance.Tests.Scheduler;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;
using MesosOrleans.TestSupport;

namespace MesosOrleans.Conformance.Tests.Operator;

/// <summary>Calls that change something: their answer and their effect (http-api.md 9, 9.2).</summary>
[Collection(SharedSiloCollection.Name)]
public sealed class ChangeTests(SharedSilo silo)
{
    private const string Ops = ",\"reservations\":[{\"type\":\"DYNAMIC\",\"role\":\"ops\"}]";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_weight_is_set_listed_and_rescinds_offers_of_its_role(bool asProtobuf)
    {
        var role = $"weight-{asProtobuf}";
        await using var agent = await silo.Attach("cpus:1;mem:128");
        await using var framework = await Framework.Subscribe(silo.Port, role);
        var offer = await framework.Offer();
        await Done("UPDATE_WEIGHTS", $$"""{"weight_infos":[{"role":"{{role}}","weight":2.5}]}""", asProtobuf);
        Assert.Equal(
            Framework.IdOf(offer),
            (await framework.Stream.Next("RESCIND")).GetProperty("rescind").GetProperty("offer_id").GetProperty("value").GetString());
        var weights = (await Operators.Read(silo.Port, "GET_WEIGHTS", null, asProtobuf))!.Value.GetProperty("weight_infos");
        Assert.Contains($$"""{"weight":2.5,"role":"{{role}}"}""", weights.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Resources_are_reserved_made_a_volume_of_and_given_back(bool asProtobuf)
    {
        await using var agent = await silo.Attach("cpus:1;mem:128;disk:100");
        var disk = Framework.Scalar("disk", 100, Ops);
        await Accepted("RESERVE_RESOURCES", $"\"resources\":[{disk}]");
        await Accepted("CREATE_VOLUMES", $"\"volumes\":[{Volume(40)}]");
        (await Ask("CREATE_VOLUMES", $"\"volumes\":[{Volume(40)}]")).Is(
            400, $"Invalid CREATE operation on agent {agent.Id} at slave(1)@127.0.0.1:5051 (localhost): Persistence ID 'v' is not unique");
        await Accepted("GROW_VOLUME", $"\"volume\":{Volume(40)},\"addition\":{Framework.Scalar("disk", 10, Ops)}");
        await Accepted("SHRINK_VOLUME", $$"""  "volume":{{Volume(50)}},"subtract":{"value":20}""");
        await Accepted("DESTROY_VOLUMES", $"\"volumes\":[{Volume(30)}]");
        (await Ask("DESTROY_VOLUMES", $"\"volumes\":[{Volume(30)}]")).Is(400, "Invalid DESTROY operation: Persistent volumes not found");
        await Accepted("UNRESERVE_RESOURCES", $"\"resources\":[{disk}]");
        Assert.Equal(409, (await Ask("UNRESERVE_RESOURCES", $"\"resources\":[{disk}]")).Status);
        Assert.Equal(409, (await Ask("RESERVE_RESOURCES", $"\"resources\":[{Framework.Scalar("cpus", 1000, Ops)}]")).Status);
        (await Ask("RESERVE_RESOURCES", $"\"resources\":[{Framework.Scalar("cpus", 1)}]")).Is(
            400, $"Invalid RESERVE operation on agent {agent.Id} at slave(1)@127.0.0.1:5051 (localhost): Resource cpus:1 is not dynamically reserved");

        Task<Wire.Answer> Ask(string type, string members) =>
            Operators.Ask(silo.Port, type, $$$"""{"agent_id":{"value":"{{{agent.Id}}}"},{{{members}}}}""", asProtobuf);

        async Task Accepted(string type, string members) => (await Ask(type, members)).IsAccepted();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_an_operator_reserves_is_taken_out_of_offers(bool asProtobuf)
    {
        await using var agent = await silo.Attach("cpus:1;mem:128");
        await using var framework = await Framework.Subscribe(silo.Port, "taken");
        var offer = await framework.Offer();
        (await Operators.Ask(
            silo.Port, "RESERVE_RESOURCES", $$$"""{"agent_id":{"value":"{{{agent.Id}}}"},"resources":[{{{Framework.Scalar("cpus", 1, Ops)}}}]}""", asProtobuf))
            .IsAccepted();
        Assert.Equal(
            Framework.IdOf(offer),
            (await framework.Stream.Next("RESCIND")).GetProperty("rescind").GetProperty("offer_id").GetProperty("value").GetString());
        Assert.DoesNotContain("cpus", (await framework.Offer()).GetProperty("resources").GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_machine_is_scheduled_brought_down_and_up(bool asProtobuf)
    {
        var machine = $$"""{"hostname":"machine-{{asProtobuf.ToString().ToLowerInvariant()}}.example","ip":"10.9.9.7"}""";
        var schedule = $$$$"""{"schedule":{"windows":[{"machine_ids":[{{{{machine}}}}],"unavailability":{"start":{"nanoseconds":1},"duration":{"nanoseconds":2}}}]}}""";
        await Done("UPDATE_MAINTENANCE_SCHEDULE", schedule, asProtobuf);
        Assert.Equal(
            schedule, $"{{\"schedule\":{(await Operators.Read(silo.Port, "GET_MAINTENANCE_SCHEDULE", null, asProtobuf))!.Value.GetProperty("schedule").GetRawText()}}}");
        Assert.Equal($$$"""{"draining_machines":[{"id":{{{machine}}}}]}""", await Status());
        (await Operators.Ask(silo.Port, "STOP_MAINTENANCE", $"{{\"machines\":[{machine}]}}", asProtobuf))
            .Is(400, $"Machine '{machine}' is not in DOWN mode and cannot be brought up");
        (await Operators.Ask(silo.Port, "START_MAINTENANCE", $"{{\"machines\":[{machine},{machine}]}}", asProtobuf))
            .Is(400, $"Machine '{machine}' appears more than once in the schedule");
        await Done("START_MAINTENANCE", $"{{\"machines\":[{machine}]}}", asProtobuf);
        Assert.Equal($"{{\"down_machines\":[{machine}]}}", await Status());
        (await Operators.Ask(silo.Port, "START_MAINTENANCE", $"{{\"machines\":[{machine}]}}", asProtobuf))
            .Is(400, $"Machine '{machine}' is not in DRAINING mode and cannot be brought down");
        (await Operators.Ask(silo.Port, "UPDATE_MAINTENANCE_SCHEDULE", "{\"schedule\":{}}", asProtobuf))
            .Is(400, $"Machine '{machine}' is deactivated and cannot be removed from the schedule");
        await Done("STOP_MAINTENANCE", $"{{\"machines\":[{machine}]}}", asProtobuf);
        Assert.Equal("{}", await Status());

        async Task<string> Status() =>
            (await Operators.Read(silo.Port, "GET_MAINTENANCE_STATUS", null, asProtobuf))!.Value.GetProperty("status").GetRawText();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_agent_is_deactivated_and_reactivated(bool asProtobuf)
    {
        await using var agent = await silo.Attach("cpus:1;mem:128");
        await using var framework = await Framework.Subscribe(silo.Port, "deactivated");
        await framework.Offer();
        var named = $$$"""{"agent_id":{"value":"{{{agent.Id}}}"}}""";
        (await Operators.Ask(silo.Port, "REACTIVATE_AGENT", named, asProtobuf)).Is(400, "Agent is not deactivated");
        await Done("DEACTIVATE_AGENT", named, asProtobuf);
        await framework.Stream.Next("RESCIND");
        await Eventually.TrueAsync(
            async () => await Listed(agent, asProtobuf) is { } one && !one.GetProperty("active").GetBoolean() && one.GetProperty("deactivated").GetBoolean(),
            "it is listed as deactivated");
        await Done("REACTIVATE_AGENT", named, asProtobuf);
        Assert.Equal(agent.Id, Framework.AgentOf(await framework.Offer()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_agent_is_drained_of_its_tasks(bool asProtobuf)
    {
        await using var agent = await silo.Attach("cpus:1;mem:128");
        await using var framework = await Framework.Subscribe(silo.Port, "drained");
        await framework.Launch(await framework.Offer(), "t1");
        await agent.Say("t1", TaskState.TaskRunning);
        await framework.Acknowledge(await framework.Update());
        var named = $$$"""{"agent_id":{"value":"{{{agent.Id}}}"}}""";
        await Done("DRAIN_AGENT", named[..^1] + ",\"max_grace_period\":{\"seconds\":600}}", asProtobuf);
        var drain = await agent.Commanded(Command.CommandOneofCase.Drain);
        Assert.NotNull(drain);
        (await Operators.Ask(silo.Port, "REACTIVATE_AGENT", named, asProtobuf)).Is(400, "Agent is still in the DRAINING state");
        await Eventually.TrueAsync(
            async () => DrainState(await Listed(agent, asProtobuf)) == "DRAINING", "it is listed as draining");
        await agent.Say("t1", TaskState.TaskKilled, status => status.Reason = TaskStatus.Types.Reason.AgentDraining);
        var killed = await framework.Update();
        Assert.Equal("REASON_AGENT_DRAINING", killed.GetProperty("reason").GetString());
        await framework.Acknowledge(killed);
        await Eventually.TrueAsync(
            async () => DrainState(await Listed(agent, asProtobuf)) == "DRAINED", "it is listed as drained", TimeSpan.FromSeconds(20));
        await Done("REACTIVATE_AGENT", named, asProtobuf);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_agent_that_is_gone_is_gone_and_its_tasks_with_it(bool asProtobuf)
    {
        await using var agent = await silo.Attach("cpus:1;mem:128");
        await using var framework = await Framework.Subscribe(silo.Port, "gone");
        await framework.Launch(await framework.Offer(), "t1");
        await agent.Launched("t1");
        var named = $$$"""{"agent_id":{"value":"{{{agent.Id}}}"}}""";
        await Done("MARK_AGENT_GONE", named, asProtobuf);
        var status = await framework.Update();
        Assert.Equal(
            ("TASK_GONE_BY_OPERATOR", "REASON_AGENT_REMOVED_BY_OPERATOR", "Agent has been marked gone"),
            (status.GetProperty("state").GetString(), status.GetProperty("reason").GetString(), status.GetProperty("message").GetString()));
        await Done("MARK_AGENT_GONE", named, asProtobuf);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_quota_is_set_once_changed_and_removed(bool asProtobuf)
    {
        var role = $"quota-{asProtobuf}".ToLowerInvariant();
        var request = $$$"""{"quota_request":{"role":"{{{role}}}","guarantee":[{{{Framework.Scalar("cpus", 1)}}}],"force":true}}""";
        await Done("SET_QUOTA", request, asProtobuf);
        (await Operators.Ask(silo.Port, "SET_QUOTA", request, asProtobuf))
            .Is(400, $"Failed to validate set quota request: Cannot set quota for role '{role}' which already has quota");
        await Done("UPDATE_QUOTA", $$$$"""{"force":true,"quota_configs":[{"role":"{{{{role}}}}","guarantees":{"cpus":{"value":2}},"limits":{"cpus":{"value":4}}}]}""", asProtobuf);
        Assert.Contains($$$$"""{"role":"{{{{role}}}}","guarantees":{"cpus":{"value":2.0}},"limits":{"cpus":{"value":4.0}}}""", await Configs(), StringComparison.Ordinal);
        (await Operators.Ask(silo.Port, "UPDATE_QUOTA", $$$$"""{"quota_configs":[{"role":"{{{{role}}}}","guarantees":{"cpus":{"value":100000}},"limits":{"cpus":{"value":100000}}}]}""", asProtobuf))
            .StartsWith(400, "Invalid QuotaConfig: total quota guarantees ");
        await Done("REMOVE_QUOTA", $$"""{"role":"{{role}}"}""", asProtobuf);
        Assert.DoesNotContain($"\"{role}\"", await Configs(), StringComparison.Ordinal);

        async Task<string> Configs() =>
            (await Operators.Read(silo.Port, "GET_QUOTA", null, asProtobuf))!.Value.GetProperty("status").GetRawText();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_framework_is_torn_down(bool asProtobuf)
    {
        await using var framework = await Framework.Subscribe(silo.Port, "torn", failover: 60);
        var named = $$$"""{"framework_id":{"value":"{{{framework.Id}}}"}}""";
        await Done("TEARDOWN", named, asProtobuf);
        await framework.Stream.End();
        (await Operators.Ask(silo.Port, "TEARDOWN", named, asProtobuf)).Is(400, "No framework found with specified ID");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_level_of_the_log_is_set_for_a_while(bool asProtobuf)
    {
        await Done("SET_LOGGING_LEVEL", """{"level":1,"duration":{"nanoseconds":60000000000}}""", asProtobuf);
        Assert.Equal(1, (await Operators.Read(silo.Port, "GET_LOGGING_LEVEL", null, asProtobuf))!.Value.GetProperty("level").GetInt32());
        await Done("SET_LOGGING_LEVEL", """{"level":0,"duration":{"nanoseconds":1000000000}}""", asProtobuf);
    }

    private static string Volume(double megabytes) => Framework.Scalar(
        "disk", megabytes, Ops + ",\"disk\":{\"persistence\":{\"id\":\"v\"},\"volume\":{\"container_path\":\"d\",\"mode\":\"RW\"}}");

    private static string? DrainState(JsonElement? agent) =>
        agent is { } listed && listed.TryGetProperty("drain_info", out var drain) ? drain.GetProperty("state").GetString() : null;

    private async Task<JsonElement?> Listed(ScriptedAgent agent, bool asProtobuf) =>
        (await Operators.Read(silo.Port, "GET_AGENTS", null, asProtobuf))!.Value.GetProperty("agents").EnumerateArray()
            .Where(one => one.GetProperty("agent_info").GetProperty("id").GetProperty("value").GetString() == agent.Id)
            .Select(one => (JsonElement?)one).FirstOrDefault();

    private async Task Done(string type, string message, bool asProtobuf) =>
        (await Operators.Ask(silo.Port, type, message, asProtobuf)).Is(200, "");
}
