using System.Net;
using System.Text.Json;
using MesosOrleans.ClusterSupport;
using MesosOrleans.Grains.Interfaces.Cluster;
using MesosOrleans.Silo.Tests.Hosting;

namespace MesosOrleans.Silo.Tests.Operator;

/// <summary>Operators' reservations and volumes over HTTP: statuses and texts as they were recorded.</summary>
[Collection(SiloCollection.Name)]
public sealed class OperationTests(SiloFixture silo)
{
    private const string Reservation = """ "reservations":[{"type":"DYNAMIC","role":"ops","principal":"opp"}] """;
    private const string Cpus = $$"""{"name":"cpus","type":"SCALAR","scalar":{"value":1},{{Reservation}}}""";
    private const string Disk = $$"""{"name":"disk","type":"SCALAR","scalar":{"value":100},{{Reservation}}}""";
    private const string Addition = $$"""{"name":"disk","type":"SCALAR","scalar":{"value":16},{{Reservation}}}""";

    [Fact]
    public async Task Resources_are_reserved_made_volumes_and_given_back()
    {
        var agent = await Attach();
        await Expect(agent, "RESERVE_RESOURCES", $"\"resources\":[{Cpus},{Disk}]", 202);
        await Expect(agent, "CREATE_VOLUMES", $"\"volumes\":[{Volume(64)}]", 202);
        await ExpectReserved(agent.Id);
        await Expect(
            agent, "CREATE_VOLUMES", $"\"volumes\":[{Volume(64)}]", 400,
            $"Invalid CREATE operation on agent {agent.Id} at slave(1)@127.0.0.1:{agent.Port} (127.0.0.1): Persistence ID 'ov1' is not unique");
        await Expect(agent, "GROW_VOLUME", $"\"volume\":{Volume(64)},\"addition\":{Addition}", 202);
        await Expect(agent, "SHRINK_VOLUME", $$"""
            "volume":{{Volume(80)}},"subtract":{"value":16}
            """, 202);
        await Expect(agent, "DESTROY_VOLUMES", $"\"volumes\":[{Volume(64)}]", 202);
        await Expect(
            agent, "DESTROY_VOLUMES", $"\"volumes\":[{Volume(64)}]", 400, "Invalid DESTROY operation: Persistent volumes not found");
        await Expect(agent, "UNRESERVE_RESOURCES", $"\"resources\":[{Cpus},{Disk}]", 202);
        await Expect(
            agent, "UNRESERVE_RESOURCES", $"\"resources\":[{Cpus}]", 409,
            "cpus:4; mem:4096; disk:20000; ports:[31000-32000] does not contain cpus(reservations: [(DYNAMIC,ops,opp)]):1");
        await agent.Detach();
    }

    [Fact]
    public async Task What_cannot_be_says_why()
    {
        var agent = await Attach();
        var on = $"Invalid RESERVE operation on agent {agent.Id} at slave(1)@127.0.0.1:{agent.Port} (127.0.0.1): ";
        await Expect(
            agent, "RESERVE_RESOURCES", $"\"resources\":[{Cpus.Replace("\"value\":1", "\"value\":1000", StringComparison.Ordinal)}]",
            409, "cpus:4; mem:4096; disk:20000; ports:[31000-32000] does not contain cpus:1000");
        await Expect(
            agent, "RESERVE_RESOURCES", """ "resources":[{"name":"cpus","type":"SCALAR","scalar":{"value":1}}] """,
            400, on + "Resource cpus:1 is not dynamically reserved");
        await Expect(
            agent, "RESERVE_RESOURCES", $"\"resources\":[{Cpus.Replace("\"value\":1", "\"value\":-1", StringComparison.Ordinal)}]", 400,
            "Failed to validate master::Call: Resource 'cpus(reservations: [(DYNAMIC,ops,opp)]):-1' is invalid: "
            + "Invalid scalar resource: value <= 0");
        await Expect(
            agent, "RESERVE_RESOURCES", $"\"resources\":[{Cpus.Replace("\"ops\"", "\"*\"", StringComparison.Ordinal)}]", 400,
            "Failed to validate master::Call: Resource 'cpus(reservations: [(DYNAMIC,*,opp)]):1' is invalid: "
            + "Invalid reservation: role \"*\" cannot be reserved");
        await Expect(
            agent, "RESERVE_RESOURCES", "\"resources\":[]", 400,
            on + "Invalid resources: The resources have multiple resource providers: ");
        using var nowhere = await silo.Post("/api/v1", $$$"""
            {"type":"RESERVE_RESOURCES","reserve_resources":{"agent_id":{"value":"nope"},"resources":[{{{Cpus}}}]}}
            """);
        Assert.Equal("No agent found with specified ID", await nowhere.Content.ReadAsStringAsync());
        await agent.Detach();
    }

    [Fact]
    public async Task Forms_do_the_same()
    {
        var agent = await Attach();
        await ExpectForm("/reserve", $"slaveId={agent.Id}&resources={Uri.EscapeDataString($"[{Cpus},{Disk}]")}", 202);
        await ExpectForm("/create-volumes", $"slaveId={agent.Id}&volumes={Uri.EscapeDataString($"[{Volume(64)}]")}", 202);
        await ExpectForm("/destroy-volumes", $"slaveId={agent.Id}&volumes={Uri.EscapeDataString($"[{Volume(64)}]")}", 202);
        await ExpectForm("/unreserve", $"slaveId={agent.Id}&resources={Uri.EscapeDataString($"[{Cpus},{Disk}]")}", 202);
        var older = Uri.EscapeDataString(
            """[{"name":"cpus","type":"SCALAR","scalar":{"value":0.5},"role":"ops","reservation":{"principal":"opp"}}]""");
        await ExpectForm("/reserve", $"slaveId={agent.Id}&resources={older}", 202);
        await ExpectForm("/unreserve", $"slaveId={agent.Id}&resources={older}", 202);
        await agent.Detach();
    }

    [Theory]
    [InlineData("/reserve", "resources=%5B%5D", "Missing 'slaveId' query parameter in the request body")]
    [InlineData("/reserve", "slaveId=nope&resources=%5B%5D", "No agent found with specified ID")]
    [InlineData("/reserve", "slaveId=nope", "Missing 'resources' query parameter in the request body")]
    [InlineData("/create-volumes", "slaveId=nope", "Missing 'volumes' query parameter in the request body")]
    [InlineData("/reserve", "slaveId=nope&resources=%7B%7B%7B", "Error parsing 'resources' query parameter in the request body: syntax error at line 1 near: {{")]
    [InlineData("/reserve", "slaveId=nope&resources=%7B%22a%22%3A1%7D", "Error parsing 'resources' query parameter in the request body: Unexpected JSON type parsed")]
    [InlineData("/reserve", "%zz", "Unable to decode query string: Malformed % escape in '%zz': '%zz'")]
    public Task A_form_that_is_wrong_says_why(string path, string body, string text) => ExpectForm(path, body, 400, text);

    [Fact]
    public async Task Operations_are_listed_until_they_are_acknowledged()
    {
        using var answer = await silo.Post("/api/v1", """{"type":"GET_OPERATIONS"}""");
        Assert.Equal("""{"type":"GET_OPERATIONS","get_operations":{}}""", await answer.Content.ReadAsStringAsync());
    }

    private static string Volume(int mb) => $$$"""
        {"name":"disk","type":"SCALAR","scalar":{"value":{{{mb}}}},{{{Reservation}}},
        "disk":{"persistence":{"id":"ov1","principal":"opp"},"volume":{"container_path":"data","mode":"RW"} } }
        """;

    private async Task<EmulatedAgent> Attach()
    {
        var id = await silo.Grains.GetGrain<IClusterGrain>(0).NextAgentId();
        var agent = new EmulatedAgent(silo.Grains, id, "cpus:4;mem:4096;disk:20000;ports:[31000-32000]");
        Assert.Null(await agent.Attach());
        return agent;
    }

    private async Task Expect(EmulatedAgent agent, string type, string rest, int status, string text = "")
    {
        using var answer = await silo.Post("/api/v1", $$$"""
            {"type":"{{{type}}}","{{{type.ToLowerInvariant()}}}":{"agent_id":{"value":"{{{agent.Id}}}"},{{{rest}}}}}
            """);
        Assert.Equal(text, await answer.Content.ReadAsStringAsync());
        Assert.Equal(status, (int)answer.StatusCode);
    }

    private async Task ExpectForm(string path, string body, int status, string text = "")
    {
        using var answer = await silo.Send(
            "POST", path, System.Text.Encoding.UTF8.GetBytes(body), ("Content-Type", "application/x-www-form-urlencoded"));
        Assert.Equal(text, await answer.Content.ReadAsStringAsync());
        Assert.Equal(status, (int)answer.StatusCode);
    }

    private async Task ExpectReserved(string agentId)
    {
        await TestSupport.Eventually.TrueAsync(
            async () =>
            {
                using var answer = await silo.Http.GetAsync(new Uri($"/slaves?slave_id={agentId}", UriKind.Relative));
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
                return json.RootElement.GetProperty("slaves").EnumerateArray().Any(agent =>
                    agent.GetProperty("reserved_resources").TryGetProperty("ops", out var ops)
                    && ops.GetProperty("disk").GetDouble() == 100
                    && agent.GetProperty("reserved_resources_full").GetProperty("ops").GetRawText().Contains("ov1", StringComparison.Ordinal));
            },
            "the reservation is listed");
    }
}
