using System.Text;
using MesosOrleans.Conformance.Tests.Hosting;
using MesosOrleans.Conformance.Tests.Wire;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Conformance.Tests.Scheduler;

/// <summary>SUBSCRIBE (http-api.md 4.2) and the streams that it opens (1.4, 1.5, 1.7), on the wire.</summary>
[Collection(SharedSiloCollection.Name)]
public sealed class SubscribeTests(SharedSilo silo)
{
    private static readonly (string, string) Json = ("Content-Type", "application/json");

    /// <summary>FrameworkInfo, members beside it, and the text of the ERROR event.</summary>
    public static TheoryData<string, string, string> Refusals { get; } = new()
    {
        { Framework.Info("a", "", ",\"roles\":[\"b\"]"), "", "'FrameworkInfo.roles' must not be set when the framework is not MULTI_ROLE capable" },
        { Framework.Info("a", "MULTI_ROLE", ",\"role\":\"b\""), "", "'FrameworkInfo.role' must not be set when the framework is MULTI_ROLE capable" },
        { """{"user":"root","name":"n","roles":["a","b","a"],"capabilities":[{"type":"MULTI_ROLE"}]}""", "", "'FrameworkInfo.roles' contains duplicate items: { a }" },
        { Framework.Info("a b"), "", "'FrameworkInfo.roles' contains invalid role: Role component 'a b' is invalid because it contains backspace or whitespace" },
        { Framework.Info("/a", ""), "", "'FrameworkInfo.role' is not a valid role: Role '/a' cannot start with a slash" },
        { Framework.Info("a/"), "", "'FrameworkInfo.roles' contains invalid role: Role 'a/' cannot end with a slash" },
        { Framework.Info("a", rest: ",\"failover_timeout\":1e30"), "", "The framework failover_timeout (1e+30) is invalid" },
        { Framework.Info("a"), ",\"suppressed_roles\":[\"b\"]", "Suppressed roles { b } are not contained in the set of roles" },
        { Framework.Info("a", rest: ",\"offer_filters\":{\"a\":{\"min_allocatable_resources\":{\"quantities\":[{}]}}}"), "", "Resource quantities must contain at least one quantity" },
        { Framework.Info("a", rest: ",\"offer_filters\":{\"a\":{\"min_allocatable_resources\":{\"quantities\":[{\"quantities\":{\"cpus\":{\"value\":-1}}}]}}}"), "", "Invalid resource quantity for 'cpus': Negative values not supported" },
        { Framework.Info("a"), ",\"offer_constraints\":{\"role_constraints\":{\"a\":{}}}", "Offer constraints are not valid: 'OfferConstraints::role_constraints' has an empty 'RoleConstraints::groups' for role a" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refusal_is_200_one_ERROR_and_the_end(string info, string rest, string text)
    {
        await using var stream = await EventStream.Open(silo.Port, "/api/v1/scheduler", Framework.SubscribeCall(info, rest: rest));
        Assert.Equal(200, stream.Head.Status);
        Assert.True(Guid.TryParseExact(stream.StreamId, "D", out _));
        var error = await stream.Next();
        Assert.Equal(("ERROR", text), (error.GetProperty("type").GetString(), error.GetProperty("error").GetProperty("message").GetString()));
        Assert.Empty(await stream.End());
    }

    [Theory]
    [InlineData("keep-alive", "application/json", "application/json")]
    [InlineData("close", "application/json", "application/json")]
    [InlineData("close", "application/x-protobuf", "application/x-protobuf")]
    [InlineData("keep-alive", "*/*", "application/json")]
    public async Task The_head_comes_before_any_event_and_the_body_is_chunked(string connection, string accept, string type)
    {
        var call = Encoding.UTF8.GetBytes(Framework.SubscribeCall(Framework.Info("heads")));
        await using var stream = await EventStream.Open(silo.Port, "/api/v1/scheduler", call, Json, ("Connection", connection), ("Accept", accept));
        Assert.Equal("HTTP/1.1 200 OK", stream.Head.StatusLine);
        Assert.Equal(type, stream.Head.Get("Content-Type"));
        Assert.Equal("chunked", stream.Head.Get("Transfer-Encoding"));
        Assert.Null(stream.Head.Get("Content-Length"));
        Assert.True(DateTimeOffset.TryParseExact(stream.Head.Get("Date"), "r", null, System.Globalization.DateTimeStyles.None, out _));
        var first = await stream.NextRecord();
        var isSubscribed = type == "application/json"
            ? Encoding.UTF8.GetString(first).StartsWith("{\"type\":\"SUBSCRIBED\",", StringComparison.Ordinal)
            : Event.Parser.ParseFrom(first) is { HasType: true, Type: Event.Types.Type.Subscribed, Subscribed.HeartbeatIntervalSeconds: 15 };
        Assert.True(isSubscribed);
    }

    [Fact]
    public async Task The_last_of_repeated_Accept_headers_counts()
    {
        var call = Encoding.UTF8.GetBytes(Framework.SubscribeCall(Framework.Info("heads")));
        await using var stream = await EventStream.Open(
            silo.Port, "/api/v1/scheduler", call, Json, ("Accept", "application/json"), ("Accept", "application/x-protobuf"));
        Assert.Equal("application/x-protobuf", stream.Head.Get("Content-Type"));
    }

    [Fact]
    public async Task A_stream_is_never_compressed()
    {
        await using var stream = await EventStream.Open(
            silo.Port, "/api/v1/scheduler", Framework.SubscribeCall(Framework.Info("heads")), ("Accept-Encoding", "gzip"));
        Assert.Null(stream.Head.Get("Content-Encoding"));
        Assert.Equal("SUBSCRIBED", (await stream.Next()).GetProperty("type").GetString());
    }

    [Fact]
    public async Task Zero_roles_are_legal_and_two_subscriptions_make_two_frameworks()
    {
        await using var first = await Framework.SubscribeAs(silo.Port, Framework.Info(null), id: null);
        await using var second = await Framework.SubscribeAs(silo.Port, Framework.Info(null), id: null);
        Assert.NotEqual(first.Id, second.Id);
        Assert.Matches("^[0-9a-f-]{36}-[0-9]{4,}$", first.Id);
    }

    [Fact]
    public async Task A_takeover_ends_the_old_stream_and_drops_its_offers_without_a_word()
    {
        await using var agent = await silo.Attach("cpus:1;mem:128");
        await using var first = await Framework.Subscribe(silo.Port, "takeover", failover: 60);
        var offer = await first.Offer();
        await using var second = await Framework.SubscribeAs(silo.Port, Framework.Info("takeover", rest: ",\"failover_timeout\":60.0"), first.Id);
        Assert.Equal(first.Id, second.Id);
        Assert.NotEqual(first.StreamId, second.StreamId);
        Assert.Equal(["ERROR"], await first.Stream.End());
        await second.Launch(offer, "t1");
        var dropped = await second.Update();
        Assert.Equal("TASK_DROPPED", dropped.GetProperty("state").GetString());
        Assert.Equal($"Task launched with invalid offers: Offer {Framework.IdOf(offer)} is no longer valid", dropped.GetProperty("message").GetString());
        (await first.Call("REVIVE")).Is(
            400, $"The stream ID '{first.StreamId}' included in this request didn't match the stream ID currently associated with framework ID {first.Id}");
    }

    [Fact]
    public async Task An_id_that_nobody_gave_is_taken_as_it_is()
    {
        var id = $"{Guid.NewGuid()}-0007";
        await using var framework = await Framework.SubscribeAs(silo.Port, Framework.Info("late", rest: ",\"failover_timeout\":60.0"), id);
        Assert.Equal(id, framework.Id);
    }

    [Fact]
    public async Task User_and_checkpoint_of_a_resubscription_are_ignored_and_its_principal_is_not()
    {
        await using var first = await Framework.SubscribeAs(silo.Port, Framework.Info("again", rest: ",\"failover_timeout\":60.0,\"principal\":\"p\""), id: null);
        var other = """{"user":"nobody","checkpoint":true,"name":"n","principal":"PRINCIPAL","failover_timeout":60.0,"id":{"value":"ID"}}"""
            .Replace("ID\"", first.Id + "\"", StringComparison.Ordinal);
        await using var refused = await EventStream.Open(
            silo.Port, "/api/v1/scheduler", Framework.SubscribeCall(other.Replace("PRINCIPAL", "q", StringComparison.Ordinal), first.Id));
        Assert.Equal("Changing framework's principal is not allowed.", (await refused.Next("ERROR")).GetProperty("error").GetProperty("message").GetString());
        await using var taken = await EventStream.Open(
            silo.Port, "/api/v1/scheduler", Framework.SubscribeCall(other.Replace("PRINCIPAL", "p", StringComparison.Ordinal), first.Id));
        Assert.Equal("SUBSCRIBED", (await taken.Next()).GetProperty("type").GetString());
        await TestSupport.Eventually.TrueAsync(
            async () =>
            {
                var listed = (await Http.Post(silo.Port, "/api/v1", """{"type":"GET_FRAMEWORKS"}""")).Json
                    .GetProperty("get_frameworks").GetProperty("frameworks").EnumerateArray()
                    .Select(framework => framework.GetProperty("framework_info"))
                    .FirstOrDefault(info => info.GetProperty("id").GetProperty("value").GetString() == first.Id);
                return listed.ValueKind == System.Text.Json.JsonValueKind.Object && listed.GetProperty("name").GetString() == "n"
                    && listed.GetProperty("user").GetString() == "root" && !listed.GetProperty("checkpoint").GetBoolean();
            },
            "the listing shows the new name and the old user");
    }

    [Theory]
    [InlineData(0.0, true)]
    [InlineData(0.3, true)]
    [InlineData(60.0, false)]
    public async Task A_framework_that_stays_away_is_removed_after_its_failover_timeout(double failover, bool removed)
    {
        var framework = await Framework.Subscribe(silo.Port, "away", failover: failover);
        await framework.DisposeAsync();
        await TestSupport.Eventually.TrueAsync(
            async () => (await framework.Call("REVIVE")).Text == (removed ? "Framework cannot be found" : "Framework is not subscribed"),
            "the framework is removed or disconnected");
        await using var again = await EventStream.Open(silo.Port, "/api/v1/scheduler", Framework.SubscribeCall(
            Framework.Info("away", rest: $$""","failover_timeout":60.0,"id":{"value":"{{framework.Id}}"}"""), framework.Id));
        Assert.Equal(removed ? "ERROR" : "SUBSCRIBED", (await again.Next()).GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_teardown_kills_the_tasks_and_ends_the_stream()
    {
        await using var agent = await silo.Attach("cpus:1;mem:128");
        await using var framework = await Framework.Subscribe(silo.Port, "teardown");
        await framework.Launch(await framework.Offer(), "t1");
        await agent.Launched("t1");
        (await framework.Call("TEARDOWN")).IsAccepted();
        await framework.Stream.End();
        Assert.Equal(framework.Id, (await agent.Commanded(Protocol.AgentLink.Command.CommandOneofCase.ShutdownFramework)).ShutdownFramework.FrameworkId.Value);
        (await framework.Call("REVIVE")).Is(400, "Framework cannot be found");
    }
}
