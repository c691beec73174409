using MesosOrleans.Conformance.Tests.Hosting;

namespace MesosOrleans.Conformance.Tests.Scheduler;

/// <summary>UPDATE_FRAMEWORK (http-api.md 4.8).</summary>
[Collection(SharedSiloCollection.Name)]
public sealed class UpdateFrameworkTests(SharedSilo silo)
{
    /// <summary>The new FrameworkInfo but for its id, members beside it, and what is wrong.</summary>
    public static TheoryData<string, string, string> Refusals { get; } = new()
    {
        { Framework.Info("a b"), "", "Supplied FrameworkInfo is not valid: 'FrameworkInfo.roles' contains invalid role: Role component 'a b' is invalid because it contains backspace or whitespace" },
        { Framework.Info("a", rest: ",\"failover_timeout\":-1e30"), "", "Supplied FrameworkInfo is not valid: The framework failover_timeout (-1e+30) is invalid" },
        { Framework.Info("a", rest: ",\"principal\":\"p\""), "", "FrameworkInfo update is not valid: Changing framework's principal is not allowed." },
        { Framework.Info("a", rest: ",\"checkpoint\":true"), "", "FrameworkInfo update is not valid: Updating 'FrameworkInfo.checkpoint' is unsupported; attempted to update from 'false' to 'true'" },
        { Framework.Info("a").Replace("root", "nobody", StringComparison.Ordinal), "", "FrameworkInfo update is not valid: Updating 'FrameworkInfo.user' is unsupported; attempted to update from 'root' to 'nobody'" },
        { Framework.Info("a"), ",\"suppressed_roles\":[\"b\"]", "'UpdateFramework' call is not valid: Suppressed roles { b } are not contained in the set of roles" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_may_not_change_is_refused_at_once_and_changes_nothing(string info, string rest, string text)
    {
        await using var framework = await Framework.Subscribe(silo.Port, "update");
        (await Update(framework, info, rest)).Is(400, text);
    }

    [Fact]
    public async Task Offers_of_roles_that_are_given_up_are_rescinded()
    {
        await using var agent = await silo.Attach("cpus:1;mem:128");
        await using var framework = await Framework.Subscribe(silo.Port, "update-before");
        var offer = await framework.Offer();
        (await Update(framework, Framework.Info("update-after"), "")).Is(200, "");
        Assert.Equal(Framework.IdOf(offer), (await framework.Stream.Next("RESCIND")).GetProperty("rescind").GetProperty("offer_id").GetProperty("value").GetString());
        Assert.Equal("update-after", (await framework.Offer()).GetProperty("allocation_info").GetProperty("role").GetString());
    }

    [Fact]
    public async Task What_is_left_out_is_taken_away()
    {
        await using var agent = await silo.Attach("cpus:1;mem:128");
        await using var framework = await Framework.SubscribeAs(silo.Port, Framework.Info("update-hushed"), rest: ",\"suppressed_roles\":[\"update-hushed\"]");
        (await Update(framework, Framework.Info("update-hushed"), "")).Is(200, "");
        Assert.Equal(agent.Id, Framework.AgentOf(await framework.Offer()));
    }

    private static Task<Wire.Answer> Update(Framework framework, string info, string rest) => framework.Call("UPDATE_FRAMEWORK", $$"""
        "update_framework":{"framework_info":{{info[..^1]}},"id":{"value":"{{framework.Id}}"} }{{rest}} }
        """);
}
