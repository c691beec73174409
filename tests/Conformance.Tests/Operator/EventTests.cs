using System.Text.Json;
using MesosOrleans.Conformance.Tests.Hosting;
using MesosOrleans.Conformance.Tests.Scheduler;
using MesosOrleans.Conformance.Tests.Wire;
using MesosOrleans.Protocol.Json;
using MesosOrleans.Protocol.V1;
using Event = MesosOrleans.Protocol.V1.MasterApi.Event;

namespace MesosOrleans.Conformance.Tests.Operator;

/// <summary>The operators' stream of events: one row per kind of event (http-api.md 9.1).</summary>
[Collection(SharedSiloCollection.Name)]
public sealed class EventTests(SharedSilo silo)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stream_begins_with_everything_and_a_heartbeat(bool asProtobuf)
    {
        await using var agent = await silo.Attach("cpus:1;mem:128");
        await using var stream = await Open(asProtobuf);
        Assert.Equal(asProtobuf ? "application/x-protobuf" : "application/json", stream.Head.Get("Content-Type"));
        Assert.Equal("", stream.StreamId);
        var subscribed = (await Next(stream, "SUBSCRIBED", asProtobuf)).GetProperty("subscribed");
        Assert.Equal(15.0, subscribed.GetProperty("heartbeat_interval_seconds").GetDouble());
        Assert.Equal(
            ["get_tasks", "get_executors", "get_frameworks", "get_agents"],
            subscribed.GetProperty("get_state").EnumerateObject().Select(member => member.Name));
        await Next(stream, "HEARTBEAT", asProtobuf);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Agents_come_and_go(bool asProtobuf)
    {
        await using var stream = await Open(asProtobuf);
        string id;
        await using (var agent = await silo.Attach("cpus:1;mem:128"))
        {
            id = agent.Id;
            await About(stream, "AGENT_ADDED", "agent.agent_info.id", id, asProtobuf);
        }

        await About(stream, "AGENT_REMOVED", "agent_id", id, asProtobuf);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Frameworks_come_change_and_go(bool asProtobuf)
    {
        await using var stream = await Open(asProtobuf);
        var framework = await Framework.Subscribe(silo.Port, "seen", failover: 60);
        var added = await About(stream, "FRAMEWORK_ADDED", "framework.framework_info.id", framework.Id, asProtobuf);
        Assert.Equal(
            ["framework_info", "active", "connected", "recovered", "registered_time", "reregistered_time", "unregistered_time"],
            added.GetProperty("framework").EnumerateObject().Select(member => member.Name));
        var info = Framework.Info("other")[..^1] + $$$""","id":{"value":"{{{framework.Id}}}"}}""";
        (await framework.Call("UPDATE_FRAMEWORK", $$"""  "update_framework":{"framework_info":{{info}} }""")).Is(200, "");
        var updated = await About(stream, "FRAMEWORK_UPDATED", "framework.framework_info.id", framework.Id, asProtobuf);
        Assert.Contains("\"roles\":[\"other\"]", updated.GetRawText(), StringComparison.Ordinal);
        (await framework.Call("TEARDOWN")).IsAccepted();
        await About(stream, "FRAMEWORK_REMOVED", "framework_info.id", framework.Id, asProtobuf);
        await framework.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tasks_are_added_and_updated(bool asProtobuf)
    {
        await using var agent = await silo.Attach("cpus:1;mem:128");
        await using var framework = await Framework.Subscribe(silo.Port, "watched");
        await using var stream = await Open(asProtobuf);
        await framework.Launch(await framework.Offer(), "t1");
        var added = await About(stream, "TASK_ADDED", "task.framework_id", framework.Id, asProtobuf);
        Assert.Equal("TASK_STAGING", added.GetProperty("task").GetProperty("state").GetString());
        await agent.Say("t1", TaskState.TaskRunning);
        var updated = await About(stream, "TASK_UPDATED", "framework_id", framework.Id, asProtobuf);
        Assert.Equal("TASK_RUNNING", updated.GetProperty("status").GetProperty("state").GetString());
        Assert.Equal("TASK_RUNNING", updated.GetProperty("state").GetString());
    }

    private Task<EventStream> Open(bool asProtobuf)
    {
        var type = asProtobuf ? "application/x-protobuf" : "application/json";
        return EventStream.Open(
            silo.Port, Operators.Path, Operators.Encode("""{"type":"SUBSCRIBE"}""", asProtobuf), ("Content-Type", type), ("Accept", type));
    }

    // The next event of a type that is about this object; other tests' objects come by too.
    private static async Task<JsonElement> About(EventStream stream, string type, string path, string id, bool asProtobuf)
    {
        while (true)
        {
            var body = (await Next(stream, type, asProtobuf)).GetProperty(type.ToLowerInvariant());
            if (path.Split('.').Aggregate(body, (at, member) => at.GetProperty(member)).GetProperty("value").GetString() == id)
            {
                return body;
            }
        }
    }

    private static async Task<JsonElement> Next(EventStream stream, string type, bool asProtobuf)
    {
        while (true)
        {
            var record = await stream.NextRecord();
            var json = asProtobuf ? MesosJson.ToUtf8(Event.Parser.ParseFrom(record)) : record;
            var happened = JsonDocument.Parse(json).RootElement;
            if (happened.GetProperty("type").GetString() == type)
            {
                return happened;
            }
        }
    }
}
