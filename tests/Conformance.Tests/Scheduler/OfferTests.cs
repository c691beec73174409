using System.Text.Json;
using MesosOrleans.Conformance.Tests.Hosting;
using Capability = MesosOrleans.Protocol.V1.AgentInfo.Types.Capability.Types.Type;

namespace MesosOrleans.Conformance.Tests.Scheduler;

/// <summary>What offers look like to frameworks of different ages, and what filters them (http-api.md 4.5, 4.6, 4.9, 4.10).</summary>
[Collection(SharedSiloCollection.Name)]
public sealed class OfferTests(SharedSilo silo)
{
    [Theory]
    [InlineData("MULTI_ROLE RESERVATION_REFINEMENT", true, false)]
    [InlineData("MULTI_ROLE", true, true)]
    [InlineData("RESERVATION_REFINEMENT", false, false)]
    [InlineData("", false, true)]
    public async Task The_form_of_resources_follows_the_capabilities(string capabilities, bool allocated, bool hasRole)
    {
        await using var agent = await silo.Attach("cpus:1;mem:128");
        await using var framework = await Framework.Subscribe(silo.Port, "forms", capabilities);
        var offer = await framework.Offer();
        Assert.Equal(allocated, offer.TryGetProperty("allocation_info", out _));
        foreach (var resource in offer.GetProperty("resources").EnumerateArray())
        {
            Assert.Equal(allocated, resource.TryGetProperty("allocation_info", out var allocation));
            Assert.True(!allocated || allocation.GetProperty("role").GetString() == "forms");
            Assert.Equal(hasRole, resource.TryGetProperty("role", out var role));
            Assert.True(!hasRole || role.GetString() == "*");
            Assert.False(resource.TryGetProperty("reservations", out _));
        }
    }

    [Fact]
    public async Task An_offer_says_where_its_agent_is()
    {
        await using var agent = await silo.Attach("cpus:1;mem:128", port: 5123, attributes: "rack:r1;level:3");
        await using var framework = await Framework.Subscribe(silo.Port, "where");
        var offer = await framework.Offer();
        Assert.Matches("^[0-9a-f-]{36}-O[0-9]+$", Framework.IdOf(offer));
        Assert.Equal(framework.Id, offer.GetProperty("framework_id").GetProperty("value").GetString());
        Assert.Equal(agent.Id, Framework.AgentOf(offer));
        Assert.Equal("localhost", offer.GetProperty("hostname").GetString());
        Assert.Equal(
            """{"scheme":"http","address":{"hostname":"localhost","ip":"127.0.0.1","port":5123},"path":"/slave(1)"}""",
            offer.GetProperty("url").GetRawText());
        Assert.Equal(
            """[{"name":"rack","type":"TEXT","text":{"value":"r1"}},{"name":"level","type":"SCALAR","scalar":{"value":3.0}}]""",
            offer.GetProperty("attributes").GetRawText());
        Assert.Equal("""{"role":"where"}""", offer.GetProperty("allocation_info").GetRawText());
        Assert.False(offer.TryGetProperty("executor_ids", out _));
    }

    [Fact]
    public async Task A_refused_amount_comes_back_only_when_it_has_grown_or_the_role_is_revived()
    {
        await using var agent = await silo.Attach("cpus:2;mem:256");
        await using var framework = await Framework.Subscribe(silo.Port, "filters");
        await framework.Accept(await framework.Offer(), Framework.LaunchOf(), refuse: 0);
        var offer = await framework.Offer();
        await framework.Accept(offer, Framework.LaunchOf(Framework.Task(offer, "t1")), refuse: 600);
        await agent.Say("t1", Protocol.V1.TaskState.TaskFinished);
        await framework.Acknowledge(await framework.Update());
        var grown = await framework.Offer();
        Assert.Equal(2.0, Cpus(grown));
        (await framework.Call("DECLINE", $$$""" "decline":{"offer_ids":[{"value":"{{{Framework.IdOf(grown)}}}"}],"filters":{"refuse_seconds":600.0}} """)).IsAccepted();
        (await framework.Call("REVIVE")).IsAccepted();
        Assert.Equal(2.0, Cpus(await framework.Offer()));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0.05")]
    public async Task A_filter_of_no_length_holds_nothing_back(string seconds)
    {
        await using var agent = await silo.Attach("cpus:1;mem:128");
        await using var framework = await Framework.Subscribe(silo.Port, "short");
        var first = await framework.Offer();
        (await framework.Call("DECLINE", $$$""" "decline":{"offer_ids":[{"value":"{{{Framework.IdOf(first)}}}"}],"filters":{"refuse_seconds":{{{seconds}}}}} """)).IsAccepted();
        Assert.NotEqual(Framework.IdOf(first), Framework.IdOf(await framework.Offer()));
    }

    [Fact]
    public async Task Suppressed_roles_get_no_offers_until_they_are_revived()
    {
        await using var agent = await silo.Attach("cpus:1;mem:128");
        await using var framework = await Framework.SubscribeAs(silo.Port, Framework.Info("hushed"), rest: ",\"suppressed_roles\":[\"hushed\"]");
        (await framework.Call("RECONCILE", "\"reconcile\":{\"tasks\":[{\"task_id\":{\"value\":\"t\"}}]}")).IsAccepted();
        Assert.Equal("UPDATE", (await framework.Stream.Next()).GetProperty("type").GetString());
        (await framework.Call("REVIVE", "\"revive\":{\"roles\":[\"hushed\"]}")).IsAccepted();
        Assert.Equal("OFFERS", (await framework.Stream.Next()).GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("exists", "rack", "yes")]
    [InlineData("not_exists", "rack", "no")]
    [InlineData("not_exists", "nope", "yes")]
    [InlineData("text_equals", "rack", "yes")]
    [InlineData("text_not_equals", "rack", "no")]
    [InlineData("text_equals", "level", "yes")]
    [InlineData("text_not_equals", "level", "yes")]
    [InlineData("text_equals", "nope", "no")]
    [InlineData("text_not_equals", "nope", "yes")]
    public async Task Constraints_choose_agents(string predicate, string attribute, string wanted)
    {
        await using var agent = await silo.Attach("cpus:1;mem:128", attributes: "rack:r1;level:3");
        var value = predicate.StartsWith("text", StringComparison.Ordinal) ? "{\"value\":\"r1\"}" : "{}";
        await using var framework = await Framework.SubscribeAs(silo.Port, Framework.Info("picky"), rest: $$$$"""
            ,"offer_constraints":{"role_constraints":{"picky":{"groups":[{"attribute_constraints":[
            {"selector":{"attribute_name":"{{{{attribute}}}}"},"predicate":{"{{{{predicate}}}}":{{{{value}}}}}}]}]}}}
            """);
        if (wanted == "yes")
        {
            Assert.Equal(agent.Id, Framework.AgentOf(await framework.Offer()));
        }
        else
        {
            // Without constraints it is offered at once: they were what held it back.
            (await framework.Call("UPDATE_FRAMEWORK", $$$""" "update_framework":{"framework_info":{{{Framework.Info("picky", rest: $$""","id":{"value":"{{framework.Id}}"}""")}}}} """)).Is(200, "");
            Assert.Equal("OFFERS", (await framework.Stream.Next()).GetProperty("type").GetString());
        }
    }

    [Theory]
    [InlineData("gpus:1;cpus:1;mem:128", Framework.Modern, false)]
    [InlineData("gpus:1;cpus:1;mem:128", Framework.Modern + " GPU_RESOURCES", true)]
    public async Task Agents_with_gpus_are_for_those_who_ask(string resources, string capabilities, bool offered)
    {
        await using var agent = await silo.Attach(resources);
        await using var framework = await Framework.Subscribe(silo.Port, "gpus", capabilities);
        await using var plain = offered ? null : await silo.Attach("cpus:1;mem:128");
        Assert.Equal((plain ?? agent).Id, Framework.AgentOf(await framework.Offer()));
    }

    [Fact]
    public async Task Agents_that_know_no_roles_are_not_for_frameworks_of_several()
    {
        var id = await silo.Grains.GetGrain<Grains.Interfaces.Cluster.IClusterGrain>(0).NextAgentId();
        await using var old = new ScriptedAgent(silo.Grains, id, "cpus:1;mem:128", 5051, null) { Capabilities = [Capability.ReservationRefinement] };
        await old.Attach();
        await using var agent = await silo.Attach("cpus:1;mem:128");
        await using var modern = await Framework.Subscribe(silo.Port, "modern");
        Assert.Equal(agent.Id, Framework.AgentOf(await modern.Offer()));
        await using var plain = await Framework.Subscribe(silo.Port, "plain", "RESERVATION_REFINEMENT");
        Assert.Equal(old.Id, Framework.AgentOf(await plain.Offer()));
    }

    private static double Cpus(JsonElement offer) => offer.GetProperty("resources").EnumerateArray()
        .Single(resource => resource.GetProperty("name").GetString() == "cpus").GetProperty("scalar").GetProperty("value").GetDouble();
}
