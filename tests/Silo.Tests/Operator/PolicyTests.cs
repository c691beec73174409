using System.Net;
using System.Text;
using System.Text.Json;
using MesosOrleans.Protocol.V1.MasterApi;
using MesosOrleans.Silo.Tests.Hosting;

namespace MesosOrleans.Silo.Tests.Operator;

/// <summary>Weights and quotas over HTTP, beyond what was recorded; with a whitelist of roles.</summary>
public sealed class PolicyTests(PolicyTests.WhitelistedSilo silo) : IClassFixture<PolicyTests.WhitelistedSilo>
{
    private const string PutWeights = "PUT";

    /// <summary>A silo with <c>--roles</c>.</summary>
    public sealed class WhitelistedSilo : SiloFixture
    {
        /// <summary>Creates it.</summary>
        public WhitelistedSilo() => Roles = ["role", "role/sub", "other", "free"];
    }

    [Theory]
    [InlineData("""{"quota_configs":[{"role":"stranger"}]}""", "Invalid QuotaConfig: 'stranger' is not on the roles whitelist")]
    [InlineData("""{"quota_configs":[{"role":"role/sub"}]}""", "Updating quota on nested role 'role/sub' is not supported yet")]
    [InlineData(
        """{"quota_configs":[{"role":"other","limits":{"cpus":{"value":1}}},{"role":"role","limits":{"mem":{"value":1099511627777}}}]}""",
        "Invalid QuotaConfig: Invalid 'QuotaConfig.limits': {'mem': 1099511627777} is invalid: values greater than "
        + "1 exabyte (1099511627776) are not supported")]
    [InlineData("""{"quota_configs":[{}]}""", "Failed to convert JSON into Call protobuf: Missing required fields: update_quota.quota_configs[0].role")]
    public async Task A_refused_update_changes_nothing(string body, string text)
    {
        using var answer = await silo.Post("/api/v1", $$"""{"type":"UPDATE_QUOTA","update_quota":{{body}}}""");
        Assert.Equal((HttpStatusCode.BadRequest, text), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        using var quota = await silo.Send("GET", "/quota", null);
        Assert.DoesNotContain("other", await quota.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"role":"stranger","guarantee":[{"name":"cpus","type":"SCALAR","scalar":{"value":1}}]}""", 400, "Failed to validate set quota request: Unknown role 'stranger'")]
    [InlineData("""{"role":"role/sub","guarantee":[{"name":"cpus","type":"SCALAR","scalar":{"value":1}}]}""", 400, "Setting quota on nested role 'role/sub' is not supported yet")]
    [InlineData("""{"role":"role"}""", 400, "Failed to validate set quota request: QuotaInfo with empty 'guarantee'")]
    [InlineData("""{"role":"role","guarantee":[{"name":"cpus","type":"SCALAR","scalar":{"value":7}}]}""", 409, "Quota guarantees overcommit the cluster (use 'force' to bypass this check): Total quota guarantees 'cpus:7' exceed cluster capacity '{}'")]
    public async Task A_refused_set_says_why_on_both_faces(string request, int status, string text)
    {
        using var call = await silo.Post("/api/v1", $$$"""{"type":"SET_QUOTA","set_quota":{"quota_request":{{{request}}}}}""");
        using var form = await silo.Send("POST", "/quota", Encoding.UTF8.GetBytes(request));
        Assert.Equal((status, text), ((int)call.StatusCode, await call.Content.ReadAsStringAsync()));
        Assert.Equal((status, text), ((int)form.StatusCode, await form.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("SET_QUOTA", "Expecting 'set_quota' to be present")]
    [InlineData("REMOVE_QUOTA", "Expecting 'remove_quota' to be present")]
    public async Task A_call_carries_its_message(string type, string text)
    {
        using var answer = await silo.Post("/api/v1", $$"""{"type":"{{type}}"}""");
        Assert.Equal("Failed to validate master::Call: " + text, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task What_has_no_quota_cannot_lose_it()
    {
        using var call = await silo.Post("/api/v1", """{"type":"REMOVE_QUOTA","remove_quota":{"role":"free"}}""");
        Assert.Equal("Failed to remove quota: Role 'free' has no quota set", await call.Content.ReadAsStringAsync());
        using var legacy = await silo.Send("DELETE", "/master/quota/free", null);
        Assert.Equal(
            "Failed to remove quota for path '/master/quota/free': Role 'free' has no quota set",
            await legacy.Content.ReadAsStringAsync());
        using var stranger = await silo.Send("DELETE", "/quota/a/b", null);
        Assert.Equal(
            "Failed to validate remove quota request for path '/master/quota/a/b': Unknown role 'a/b'",
            await stranger.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/quota", "PUT", "GET, POST, DELETE", "{ 'GET', 'POST', 'DELETE' }")]
    [InlineData("/master/weights", "DELETE", "GET, PUT", "{ 'GET', 'PUT' }")]
    public async Task Other_methods_are_refused(string path, string method, string allow, string listed)
    {
        using var answer = await silo.Send(method, path, null);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(allow, string.Join(", ", answer.Content.Headers.Allow));
        Assert.Equal(
            $"405 Method Not Allowed. Expecting one of {listed}, but received '{method}'.",
            await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("""[{"role":" stranger ","weight":1}]""", "Failed to validate update weights request JSON for role 'stranger': Unknown role 'stranger'")]
    [InlineData("""[{"role":"other","weight":2},{"role":" ","weight":2}]""", "Failed to validate update weights request JSON for role '': Invalid role '': Role names cannot be the empty string")]
    [InlineData("""{"role":"other"}""", "Failed to parse update weights request JSON '{\"role\":\"other\"}': Unexpected JSON type parsed")]
    [InlineData("""[1]""", "Failed to convert weights JSON array to protobuf '[1]': Not expecting a JSON number for field 'weight_infos'")]
    public async Task Refused_weights_change_nothing(string body, string text)
    {
        using var answer = await silo.Send(PutWeights, "/weights", Encoding.UTF8.GetBytes(body));
        Assert.Equal((HttpStatusCode.BadRequest, text), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        using var weights = await silo.Send("GET", "/weights?jsonp=f", null);
        Assert.Equal("text/javascript", weights.ContentType());
        Assert.DoesNotContain("other", await weights.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quotas_are_listed_in_protobuf_and_roles_of_the_whitelist_are_known()
    {
        using var set = await silo.Post(
            "/api/v1", """{"type":"UPDATE_QUOTA","update_quota":{"quota_configs":[{"role":"role","limits":{"cpus":{"value":2}}}]}}""");
        Assert.Equal(HttpStatusCode.OK, set.StatusCode);
        using var binary = await silo.Post("/api/v1", """{"type":"GET_QUOTA"}""", ("Accept", "application/x-protobuf"));
        var status = Response.Parser.ParseFrom(await binary.Content.ReadAsByteArrayAsync()).GetQuota.Status;
        Assert.Equal(2, status.Configs.Single(config => config.Role == "role").Limits["cpus"].Value);
        using var roles = await silo.Send("GET", "/roles", null);
        using var json = JsonDocument.Parse(await roles.Content.ReadAsStringAsync());
        var listed = json.RootElement.GetProperty("roles").EnumerateArray().ToDictionary(role => role.GetProperty("name").GetString()!);
        Assert.Equal(["free", "other", "role", "role/sub"], listed.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            """{"role":"role","guarantee":{},"limit":{"cpus":2.0},"consumed":{}}""", listed["role"].GetProperty("quota").GetRawText());
    }
}
