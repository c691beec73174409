using System.Text;
using System.Text.Json;
using Google.Protobuf;
using MesosOrleans.Conformance.Tests.Wire;
using MesosOrleans.Protocol.Json;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Conformance.Tests.Scheduler;

/// <summary>A subscribed framework over bare sockets.</summary>
internal sealed class Framework : IAsyncDisposable
{
    /// <summary>Capabilities of a framework of today.</summary>
    public const string Modern = "MULTI_ROLE RESERVATION_REFINEMENT PARTITION_AWARE TASK_KILLING_STATE";

    private readonly int _port;

    private Framework(int port, EventStream stream, string id)
    {
        _port = port;
        Stream = stream;
        Id = id;
    }

    /// <summary>Its stream.</summary>
    public EventStream Stream { get; }

    /// <summary>Its id.</summary>
    public string Id { get; }

    /// <summary>Id of its session.</summary>
    public string StreamId => Stream.StreamId;

    /// <summary>The members of a FrameworkInfo.</summary>
    /// <param name="role">Its role; null for none.</param>
    /// <param name="capabilities">Names of capabilities, separated by spaces.</param>
    /// <param name="rest">Further members, beginning with a comma.</param>
    public static string Info(string? role, string capabilities = Modern, string rest = "")
    {
        var roles = role is null ? "" : capabilities.Contains("MULTI_ROLE", StringComparison.Ordinal) ? $",\"roles\":[\"{role}\"]" : $",\"role\":\"{role}\"";
        var list = string.Join(",", capabilities.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => $"{{\"type\":\"{name}\"}}"));
        return $$"""{"user":"root","name":"conformance"{{roles}},"capabilities":[{{list}}]{{rest}} }""";
    }

    /// <summary>A SUBSCRIBE call.</summary>
    public static string SubscribeCall(string info, string? id = null, string rest = "") =>
        "{\"type\":\"SUBSCRIBE\"" + (id is null ? "" : $$""","framework_id":{"value":"{{id}}"}""")
        + $$""","subscribe":{"framework_info":{{info}}{{rest}} } }""";

    /// <summary>Subscribes and reads SUBSCRIBED and the first HEARTBEAT.</summary>
    public static async Task<Framework> SubscribeAs(int port, string info, string? id = null, string rest = "")
    {
        if (id is not null)
        {
            info = info[..^1] + $$$""","id":{"value":"{{{id}}}"}}""";
        }

        var stream = await EventStream.Open(port, "/api/v1/scheduler", SubscribeCall(info, id, rest));
        var subscribed = await stream.Next();
        Assert.Equal("SUBSCRIBED", subscribed.GetProperty("type").GetString());
        Assert.Equal("HEARTBEAT", (await stream.Next()).GetProperty("type").GetString());
        return new Framework(port, stream, subscribed.GetProperty("subscribed").GetProperty("framework_id").GetProperty("value").GetString()!);
    }

    /// <summary>Subscribes with a role and capabilities.</summary>
    public static Task<Framework> Subscribe(int port, string role, string capabilities = Modern, double failover = 0) =>
        SubscribeAs(port, Info(role, capabilities, $",\"failover_timeout\":{failover.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture)}"), id: null);

    /// <summary>Makes a call.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="members">Further members of the call, JSON without braces.</param>
    /// <param name="asProtobuf">Whether to send it as protobuf.</param>
    public Task<Answer> Call(string type, string members = "", bool asProtobuf = false) =>
        Send(_port, $$"""{"type":"{{type}}","framework_id":{"value":"{{Id}}"}{{(members.Length == 0 ? "" : "," + members)}} }""", asProtobuf, ("Mesos-Stream-Id", StreamId));

    /// <summary>Sends any call.</summary>
    public static Task<Answer> Send(int port, string json, bool asProtobuf, params IReadOnlyList<(string Name, string Value)> headers)
    {
        var body = Encoding.UTF8.GetBytes(json);
        if (asProtobuf)
        {
            Assert.True(MesosJson.TryParse<Call>(body, out var call, out var error), error.ToString());
            body = call.ToByteArray();
        }

        return Http.Ask(port, "POST", "/api/v1/scheduler", body,
            [("Content-Type", asProtobuf ? "application/x-protobuf" : "application/json"), .. headers]);
    }

    /// <summary>The next offer; others that come with it are not expected.</summary>
    public async Task<JsonElement> Offer() =>
        Assert.Single((await Stream.Next("OFFERS")).GetProperty("offers").GetProperty("offers").EnumerateArray());

    /// <summary>The next status.</summary>
    public async Task<JsonElement> Update() => (await Stream.Next("UPDATE")).GetProperty("update").GetProperty("status");

    /// <summary>Accepts an offer.</summary>
    public Task<Answer> Accept(JsonElement offer, string operations, double refuse = 0) => Accept(IdOf(offer), operations, refuse);

    /// <summary>Accepts an offer by its id.</summary>
    public async Task<Answer> Accept(string offerId, string operations, double refuse = 0)
    {
        var answer = await Call("ACCEPT", $$"""
            "accept":{"offer_ids":[{"value":"{{offerId}}"}],"operations":[{{operations}}],
            "filters":{"refuse_seconds":{{refuse.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture)}} } }
            """);
        answer.IsAccepted();
        return answer;
    }

    /// <summary>Launches a command task on an offer.</summary>
    public Task<Answer> Launch(JsonElement offer, string taskId, string rest = "") => Accept(offer, LaunchOf(Task(offer, taskId, rest)));

    /// <summary>A LAUNCH of tasks.</summary>
    public static string LaunchOf(params IEnumerable<string> tasks) => $$"""{"type":"LAUNCH","launch":{"task_infos":[{{string.Join(",", tasks)}}]} }""";

    /// <summary>A command task of 0.1 cpus and 32 MB.</summary>
    public static string Task(JsonElement offer, string taskId, string rest = "") => $$"""
        {"name":"{{taskId}}","task_id":{"value":"{{taskId}}"},"agent_id":{"value":"{{AgentOf(offer)}}"},
        "resources":[{{Scalar("cpus", 0.1)}},{{Scalar("mem", 32)}}],"command":{"value":"true"}{{rest}} }
        """;

    /// <summary>An amount.</summary>
    public static string Scalar(string name, double value, string rest = "") =>
        $$"""{"name":"{{name}}","type":"SCALAR","scalar":{"value":{{value.ToString("R", System.Globalization.CultureInfo.InvariantCulture)}} }{{rest}} }""";

    /// <summary>Acknowledges a status.</summary>
    public async Task Acknowledge(JsonElement status) => (await Call("ACKNOWLEDGE", $$"""
        "acknowledge":{"agent_id":{{status.GetProperty("agent_id").GetRawText()}},"task_id":{{status.GetProperty("task_id").GetRawText()}},
        "uuid":{{status.GetProperty("uuid").GetRawText()}} }
        """)).IsAccepted();

    /// <summary>Id of an offer.</summary>
    public static string IdOf(JsonElement offer) => offer.GetProperty("id").GetProperty("value").GetString()!;

    /// <summary>Agent of an offer.</summary>
    public static string AgentOf(JsonElement offer) => offer.GetProperty("agent_id").GetProperty("value").GetString()!;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Stream.DisposeAsync();
}
