using System.Text.Json;
using MesosOrleans.Conformance.Tests.Hosting;
using MesosOrleans.Conformance.Tests.Operator;
using MesosOrleans.Protocol.V1;
using Reason = MesosOrleans.Protocol.V1.TaskStatus.Types.Reason;
using Source = MesosOrleans.Protocol.V1.TaskStatus.Types.Source;

namespace MesosOrleans.Conformance.Tests.Scheduler;

/// <summary>Reasons, who says them, and with which state: one row each (http-api.md 6.3).</summary>
[Collection(SharedSiloCollection.Name)]
public sealed class ReasonTests(SharedSilo silo)
{
    private const string Old = "MULTI_ROLE RESERVATION_REFINEMENT";

    // Reason, source, state; and the state that frameworks without PARTITION_AWARE hear, where it is another.
    private static readonly (string Reason, string Source, string State, string? Other)[] Rows =
    [
        ("REASON_EXECUTOR_TERMINATED", "SOURCE_AGENT", "TASK_FAILED", null),
        ("REASON_EXECUTOR_TERMINATED", "SOURCE_AGENT", "TASK_DROPPED", "TASK_LOST"),
        ("REASON_GC_ERROR", "SOURCE_AGENT", "TASK_DROPPED", "TASK_LOST"),
        ("REASON_INVALID_OFFERS", "SOURCE_AGENT", "TASK_DROPPED", "TASK_LOST"),
        ("REASON_CONTAINER_LIMITATION_MEMORY", "SOURCE_AGENT", "TASK_FAILED", null),
        ("REASON_CONTAINER_LIMITATION_DISK", "SOURCE_AGENT", "TASK_FAILED", null),
        ("REASON_AGENT_RESTARTED", "SOURCE_AGENT", "TASK_DROPPED", "TASK_LOST"),
        ("REASON_TASK_UNAUTHORIZED", "SOURCE_AGENT", "TASK_ERROR", null),
        ("REASON_TASK_GROUP_UNAUTHORIZED", "SOURCE_AGENT", "TASK_ERROR", null),
        ("REASON_TASK_INVALID", "SOURCE_AGENT", "TASK_DROPPED", "TASK_LOST"),
        ("REASON_CONTAINER_PREEMPTED", "SOURCE_AGENT", "TASK_GONE", "TASK_LOST"),
        ("REASON_RESOURCES_UNKNOWN", "SOURCE_AGENT", "TASK_DROPPED", "TASK_LOST"),
        ("REASON_CONTAINER_LAUNCH_FAILED", "SOURCE_AGENT", "TASK_FAILED", null),
        ("REASON_EXECUTOR_REGISTRATION_TIMEOUT", "SOURCE_AGENT", "TASK_FAILED", null),
        ("REASON_IO_SWITCHBOARD_EXITED", "SOURCE_AGENT", "TASK_FAILED", null),
        ("REASON_CONTAINER_UPDATE_FAILED", "SOURCE_AGENT", "TASK_GONE", "TASK_LOST"),
        ("REASON_EXECUTOR_REREGISTRATION_TIMEOUT", "SOURCE_AGENT", "TASK_GONE", "TASK_LOST"),
        ("REASON_TASK_CHECK_STATUS_UPDATED", "SOURCE_EXECUTOR", "TASK_RUNNING", null),
        ("REASON_TASK_HEALTH_CHECK_STATUS_UPDATED", "SOURCE_EXECUTOR", "TASK_RUNNING", null),
        ("REASON_TASK_KILLED_DURING_LAUNCH", "SOURCE_AGENT", "TASK_KILLED", null),
        ("REASON_MAX_COMPLETION_TIME_REACHED", "SOURCE_EXECUTOR", "TASK_FAILED", null),
        ("REASON_AGENT_DRAINING", "SOURCE_AGENT", "TASK_KILLED", null),
        ("REASON_AGENT_DRAINING", "SOURCE_AGENT", "TASK_DROPPED", "TASK_LOST"),
    ];

    /// <summary>The same, for frameworks of both kinds.</summary>
    public static TheoryData<string, string, string, string, string> Agents { get; } = ForBoth();

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task What_an_agent_says_is_passed_on_with_its_reason(
        string capabilities, string reason, string source, string state, string heard)
    {
        await using var agent = await silo.Attach("cpus:1;mem:128");
        await using var framework = await Framework.Subscribe(silo.Port, "reasons", capabilities);
        await framework.Launch(await framework.Offer(), "t1");
        await agent.Say("t1", Parse<TaskState>(state), status =>
        {
            status.Reason = Parse<Reason>(reason["REASON_".Length..]);
            status.Source = Parse<Source>(source["SOURCE_".Length..]);
            status.Message = "because";
        });
        var update = await framework.Update();
        Assert.Equal((heard, source, reason, "because"), Of(update));
        Assert.True(update.TryGetProperty("uuid", out _));
        Assert.Equal(agent.Id, update.GetProperty("agent_id").GetProperty("value").GetString());
    }

    [Theory]
    [InlineData(Framework.Modern, "TASK_GONE_BY_OPERATOR", "REASON_AGENT_REMOVED_BY_OPERATOR")]
    [InlineData(Old, "TASK_LOST", "REASON_AGENT_REMOVED")]
    public async Task An_agent_that_is_marked_gone(string capabilities, string state, string reason)
    {
        await using var agent = await silo.Attach("cpus:1;mem:128");
        await using var framework = await Framework.Subscribe(silo.Port, "reasons", capabilities);
        await framework.Launch(await framework.Offer(), "t1");
        await agent.Launched("t1");
        (await Operators.Ask(silo.Port, "MARK_AGENT_GONE", $$$"""{"agent_id":{"value":"{{{agent.Id}}}"}}""", asProtobuf: false)).Is(200, "");
        Assert.Equal((state, "SOURCE_MASTER", reason, "Agent has been marked gone"), Of(await framework.Update()));
    }

    [Theory]
    [InlineData(Framework.Modern)]
    [InlineData(Old)]
    public async Task An_agent_that_leaves_loses_its_tasks_for_all(string capabilities)
    {
        await using var framework = await Framework.Subscribe(silo.Port, "reasons", capabilities);
        await using (var agent = await silo.Attach("cpus:1;mem:128"))
        {
            await framework.Launch(await framework.Offer(), "t1");
            await agent.Launched("t1");
        }

        Assert.Equal(("TASK_LOST", "SOURCE_MASTER", "REASON_AGENT_REMOVED", "Agent localhost removed: agent unregistered"), Of(await framework.Update()));
    }

    [Fact]
    public async Task A_task_of_a_framework_that_is_removed_is_killed_without_its_hearing_of_it()
    {
        await using var agent = await silo.Attach("cpus:1;mem:128");
        await using var framework = await Framework.Subscribe(silo.Port, "reasons");
        await framework.Launch(await framework.Offer(), "t1");
        await agent.Launched("t1");
        (await framework.Call("TEARDOWN")).IsAccepted();
        Assert.DoesNotContain("UPDATE", await framework.Stream.End());
        JsonElement? task = null;
        await TestSupport.Eventually.TrueAsync(
            async () =>
            {
                var completed = (await Operators.Read(silo.Port, "GET_TASKS", null, asProtobuf: false))!.Value.GetProperty("completed_tasks");
                task = completed.EnumerateArray().Where(one => one.GetProperty("framework_id").GetProperty("value").GetString() == framework.Id)
                    .Select(one => (JsonElement?)one).FirstOrDefault();
                return task is not null;
            },
            "the task is listed as completed");
        var last = task!.Value.GetProperty("statuses").EnumerateArray().Last();
        Assert.Equal(("TASK_KILLED", "SOURCE_MASTER", "REASON_FRAMEWORK_REMOVED", $"Framework {framework.Id} removed"), Of(last));
    }

    private static (string?, string?, string?, string?) Of(JsonElement status) =>
        (status.GetProperty("state").GetString(), status.GetProperty("source").GetString(), status.GetProperty("reason").GetString(),
            status.GetProperty("message").GetString());

    // TASK_GONE_BY_OPERATOR is TaskGoneByOperator.
    private static T Parse<T>(string name)
        where T : struct, Enum => Enum.Parse<T>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);

    private static TheoryData<string, string, string, string, string> ForBoth()
    {
        var data = new TheoryData<string, string, string, string, string>();
        foreach (var (reason, source, state, other) in Rows)
        {
            data.Add(Framework.Modern, reason, source, state, state);
            data.Add(Old, reason, source, state, other ?? state);
        }

        return data;
    }
}
