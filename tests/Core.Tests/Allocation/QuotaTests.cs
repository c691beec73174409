using MesosOrleans.Core.Allocation.Quotas;
using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.QuotaApi;

namespace MesosOrleans.Core.Tests.Allocation;

/// <summary>A114 to A123: what is refused, and which offers are rescinded.</summary>
public sealed class QuotaTests
{
    private const string Usage = "cpus:2;mem:1024";
    private const string Prefix = "Failed to validate set quota request: ";

    [Theory]
    [InlineData("cpus", 1_000_000_000_001, "{'cpus': 1000000000001} is invalid: values greater than 1 trillion (1000000000000) are not supported")]
    [InlineData("mem", 1_099_511_627_777, "{'mem': 1099511627777} is invalid: values greater than 1 exabyte (1099511627776) are not supported")]
    public void Too_large_limit_is_refused(string name, double value, string message)
    {
        var config = new QuotaConfig { Role = "role1", Limits = { [name] = new() { Value = value } } };

        Assert.Equal($"Invalid QuotaConfig: Invalid 'QuotaConfig.limits': {message}", QuotaConfigValidator.Validate(config));
    }

    [Theory]
    [InlineData(-1, "{'cpus': -1}: Negative values not supported")]
    [InlineData(double.NaN, "{'cpus': NaN}: NaN not supported")]
    [InlineData(double.NegativeInfinity, "{'cpus': -Infinity}: Infinite values not supported")]
    public void Number_that_is_no_amount_is_refused(double value, string message)
    {
        var config = new QuotaConfig { Role = "role1", Guarantees = { ["cpus"] = new() { Value = value } } };

        Assert.Equal(
            $"Invalid QuotaConfig: Invalid guarantee configuration {message}", QuotaConfigValidator.Validate(config));
    }

    [Fact]
    public void Consumption_above_the_limit_is_refused_unless_forced()
    {
        var update = Update();

        Assert.Equal(
            "Invalid QuotaConfig: Role 'role1' is already consuming 'cpus:2; mem:1024'; this is more than the "
            + "requested limits 'cpus:1' (use 'force' flag to bypass this check)",
            update.Validate([Config("role1", "", "cpus:1")], force: false));
        Assert.Null(update.Validate([Config("role1", "", "cpus:2")], force: false));
        Assert.Null(update.Validate([Config("role1", "", "cpus:1")], force: true));
    }

    [Fact]
    public void Guarantees_beyond_the_cluster_are_refused_unless_forced()
    {
        var update = new QuotaUpdate(
            new Dictionary<string, RoleQuota>(), _ => default, ResourceQuantities.Parse("cpus:1"));

        Assert.Equal(
            "Invalid QuotaConfig: total quota guarantees 'cpus:2' exceed cluster capacity 'cpus:1' "
            + "(use 'force' flag to bypass this check)",
            update.Validate([Config("role1", "cpus:2", "")], force: false));
        Assert.Null(update.Validate([Config("role1", "cpus:2", "")], force: true));
    }

    [Fact]
    public void Nested_role_unlisted_role_and_loose_guarantee_are_refused()
    {
        Assert.Equal(
            "Updating quota on nested role 'a/b' is not supported yet", QuotaConfigValidator.Validate(Config("a/b", "", "")));
        Assert.Equal(
            "Invalid QuotaConfig: 'r' is not on the roles whitelist",
            QuotaConfigValidator.Validate(Config("r", "", ""), new HashSet<string> { "other" }));
        Assert.Equal("Invalid QuotaConfig: 'QuotaConfig.role' must be set", QuotaConfigValidator.Validate(Config("", "", "")));
        Assert.Equal(
            "Invalid QuotaConfig: Invalid 'QuotaConfig.role': Role component '-r' is invalid because it starts with a dash",
            QuotaConfigValidator.Validate(Config("-r", "", "")));
        Assert.Equal(
            "Invalid QuotaConfig: 'QuotaConfig.guarantees' { cpus: 2 } is not contained within the "
            + "'QuotaConfig.limits' { cpus: 1 }",
            QuotaConfigValidator.Validate(Config("r", "cpus:2", "cpus:1")));
    }

    [Fact]
    public void Guarantees_of_children_must_fit_into_the_parent()
    {
        var quotas = new Dictionary<string, RoleQuota>
        {
            ["a/b"] = new(ResourceQuantities.Parse("cpus:1"), default),
            ["a"] = new(ResourceQuantities.Parse("mem:5"), default),
        };

        Assert.Equal(
            "Invalid quota configuration. Parent role 'a' with guarantees (mem:5) does not contain the sum of its "
            + "children's guarantees (cpus:1)",
            QuotaUpdate.ValidateHierarchy(quotas));
    }

    [Fact]
    public void Guarantee_takes_the_offer_of_another_role()
    {
        var offer = Offer("o1", "role1", "a1", "cpus:1;mem:1024");

        var rescinded = QuotaRescind.ForUpdate("role2", Quota("cpus:1;mem:1024", ""), default, [offer]);

        Assert.Equal([offer], rescinded);
    }

    [Fact]
    public void Limit_takes_offers_of_the_subtree_only_when_exceeded()
    {
        OutstandingOffer[] offers =
            [Offer("o1", "role1", "a1", "cpus:1;mem:1024"), Offer("o2", "role1/child", "a2", "cpus:1;mem:1024")];

        Assert.Empty(QuotaRescind.ForUpdate("role1", Quota("", "cpus:2;mem:2048"), default, offers));
        Assert.Equal(offers, QuotaRescind.ForUpdate("role1", Quota("", "cpus:0.5;mem:512"), default, offers));
    }

    [Fact]
    public void Legacy_set_visits_an_agent_for_each_framework()
    {
        OutstandingOffer[] offers = [.. Enumerable.Range(1, 3).Select(i => Offer($"o{i}", "role1", $"a{i}", "cpus:2;mem:1024"))];

        var rescinded = QuotaRescind.ForSet(ResourceQuantities.Parse("cpus:1;mem:512"), 2, ["a1", "a2", "a3"], offers);

        Assert.Equal(offers[..2], rescinded);
    }

    [Theory]
    [InlineData("ports:[1-5]", "QuotaInfo must not include non-scalar resources")]
    [InlineData("cpus(r):1", "QuotaInfo must not contain any ReservationInfo")]
    public void Legacy_set_takes_plain_scalars_only(string resources, string message)
    {
        var request = Request([.. ResourceSet.Parse(resources).ToProto()]);

        Assert.Equal(new QuotaSetRefusal(400, Prefix + message), Set(request));
    }

    [Fact]
    public void Legacy_set_takes_neither_disk_nor_revocable_nor_duplicates_nor_nothing()
    {
        var disk = Scalar("disk");
        disk.Disk = new() { Source = new() { Type = Resource.Types.DiskInfo.Types.Source.Types.Type.Mount } };
        var revocable = Scalar("cpus");
        revocable.Revocable = new();

        Assert.Equal(Prefix + "QuotaInfo must not contain any DiskInfo", Set(Request(disk))?.Message);
        Assert.Equal(Prefix + "QuotaInfo must not contain any RevocableInfo", Set(Request(revocable))?.Message);
        Assert.Equal(
            Prefix + "QuotaInfo contains duplicate resource name 'cpus'", Set(Request(Scalar("cpus"), Scalar("cpus")))?.Message);
        Assert.Equal(Prefix + "QuotaInfo with empty 'guarantee'", Set(Request())?.Message);
        Assert.Equal(Prefix + "QuotaInfo with invalid role: Role names cannot be the empty string",
            Set(new QuotaRequest { Guarantee = { Scalar("cpus") } })?.Message);
    }

    [Fact]
    public void Legacy_set_refuses_existing_quota_and_a_small_cluster()
    {
        var existing = new Dictionary<string, RoleQuota> { ["r"] = Quota("cpus:1", "cpus:1") };
        var request = Request(Scalar("cpus"));

        Assert.Equal(
            new QuotaSetRefusal(400, Prefix + "Cannot set quota for role 'r' which already has quota"),
            QuotaSet.Validate(request, existing, ResourceQuantities.Parse("cpus:100")));
        Assert.Equal(409, QuotaSet.Validate(request, new Dictionary<string, RoleQuota>(), default)?.StatusCode);
        request.Force = true;
        Assert.Null(QuotaSet.Validate(request, new Dictionary<string, RoleQuota>(), default));
        Assert.Equal(new QuotaSetRefusal(400, "Role 'x' has no quota set"), QuotaSet.ValidateRemove("x", existing));
        Assert.Null(QuotaSet.ValidateRemove("r", existing));
    }

    private static QuotaSetRefusal? Set(QuotaRequest request) =>
        QuotaSet.Validate(request, new Dictionary<string, RoleQuota>(), ResourceQuantities.Parse("cpus:100"));

    private static QuotaRequest Request(params Resource[] guarantee) => new() { Role = "r", Guarantee = { guarantee } };

    private static Resource Scalar(string name) =>
        new() { Name = name, Type = Value.Types.Type.Scalar, Scalar = new() { Value = 1 } };

    private static QuotaUpdate Update() => new(
        new Dictionary<string, RoleQuota>(),
        role => role == "role1" ? ResourceQuantities.Parse(Usage) : default,
        ResourceQuantities.Parse("cpus:100"));

    private static RoleQuota Quota(string guarantees, string limits) => new(
        guarantees.Length == 0 ? default : ResourceQuantities.Parse(guarantees),
        limits.Length == 0 ? default : ResourceLimits.Parse(limits));

    private static OutstandingOffer Offer(string id, string role, string agent, string resources) =>
        new(id, role, agent, ResourceSet.Parse(resources));

    private static QuotaConfig Config(string role, string guarantees, string limits)
    {
        var config = new QuotaConfig { Role = role };
        var quota = Quota(guarantees, limits);
        foreach (var amount in quota.Guarantees.ToArray())
        {
            config.Guarantees.Add(amount.Name, new() { Value = amount.Value });
        }

        foreach (var amount in quota.Limits.ToArray())
        {
            config.Limits.Add(amount.Name, new() { Value = amount.Value });
        }

        return config;
    }
}
