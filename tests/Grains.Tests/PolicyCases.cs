using System.Globalization;
using MesosOrleans.ClusterSupport;
using MesosOrleans.Core.Resources;
using MesosOrleans.Grains.Interfaces.Roles;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.QuotaApi;
using MesosOrleans.Protocol.V1.SchedulerApi;
using MesosOrleans.TestSupport;

namespace MesosOrleans.Grains.Tests;

/// <summary>
/// Rows A114 to A125 of the allocation cases: what a change of quotas or weights is answered, and which offers it takes back.
/// Each on a cluster of its own; A126 is about a listing and stands with the HTTP tests.
/// </summary>
public abstract class PolicyCases
{
    private const string Offered = "cpus:1;mem:1024";

    [Theory]
    [InlineData("cpus", 1_000_000_000_001, "{'cpus': 1000000000001} is invalid: values greater than 1 trillion (1000000000000) are not supported")]
    [InlineData("mem", 1_099_511_627_777, "{'mem': 1099511627777} is invalid: values greater than 1 exabyte (1099511627776) are not supported")]
    public async Task A114_TooLargeALimitIsRefused(string name, double value, string text)
    {
        await using var cluster = await StartAsync();

        var result = await Update(cluster, false, new QuotaConfig { Role = "role1", Limits = { [name] = new() { Value = value } } });

        Assert.Equal((400, "Invalid QuotaConfig: Invalid 'QuotaConfig.limits': " + text), (result.Status, result.Message));
    }

    [Fact]
    public async Task A115_A116_ALimitBelowWhatIsConsumedNeedsForce()
    {
        await using var cluster = await StartAsync();
        var agent = await cluster.AgentAsync("cpus:4;mem:4096");
        agent.OnRunning = _ => null;
        var scheduler = await cluster.SchedulerAsync("f", "role1");
        var offer = await TaskLifeTests.FirstOffer(scheduler);
        await scheduler.Launch(offer, 3600, TestScheduler.Task("t", offer, "cpus:2;mem:1024"));
        await Eventually.TrueAsync(() => scheduler.StatesOf("t").Contains(TaskState.TaskRunning), "the task runs");
        await Eventually.TrueAsync(
            async () => (await Update(cluster, false, Config("role1", "", "cpus:1"))).Message ==
                "Invalid QuotaConfig: Role 'role1' is already consuming 'cpus:2; mem:1024'; this is more than the requested "
                + "limits 'cpus:1' (use 'force' flag to bypass this check)",
            "the allocator knows what the role uses");

        Assert.Equal(200, (await Update(cluster, false, Config("role1", "", "cpus:2"))).Status);
        Assert.Equal(400, (await Update(cluster, false, Config("role1", "", "cpus:1"))).Status);
        Assert.Equal(200, (await Update(cluster, true, Config("role1", "", "cpus:1"))).Status);
        Assert.Equal(TaskState.TaskRunning, scheduler.StatesOf("t")[^1]);
    }

    [Fact]
    public async Task A117_AGuaranteeTakesAnothersOffer()
    {
        await using var cluster = await StartAsync();
        await cluster.AgentAsync(Offered);
        var scheduler = await cluster.SchedulerAsync("f", "role1");
        var offer = await TaskLifeTests.FirstOffer(scheduler);

        Assert.Equal(200, (await Update(cluster, false, Config("role2", Offered, ""))).Status);

        await Rescinded(scheduler, offer);
    }

    [Fact]
    public async Task A118_ALimitTakesTheOffersOfTheSubtreeThatExceedIt()
    {
        await using var cluster = await StartAsync();
        var parent = await cluster.SchedulerAsync("parent", "role1");
        var child = await cluster.SchedulerAsync("child", "role1/child");
        await cluster.AgentAsync(Offered);
        await cluster.AgentAsync(Offered);
        var first = await TaskLifeTests.FirstOffer(parent);
        var second = await TaskLifeTests.FirstOffer(child);

        Assert.Equal(200, (await Update(cluster, false, Config("role1", "", "cpus:2;mem:2048"))).Status);
        Assert.Empty(Rescinds(parent).Concat(Rescinds(child)));

        Assert.Equal(200, (await Update(cluster, false, Config("role1", "", "cpus:0.5;mem:512"))).Status);
        await Rescinded(parent, first);
        await Rescinded(child, second);
    }

    [Fact]
    public async Task A119_ALegacySetVisitsAnAgentForEachFrameworkOfTheRole()
    {
        await using var cluster = await StartAsync();
        var greedy = await cluster.SchedulerAsync("greedy", "role1");
        for (var index = 0; index < 3; index++)
        {
            await cluster.AgentAsync("cpus:2;mem:1024");
        }

        await Eventually.TrueAsync(() => greedy.Offers.Count == 3, "everything is offered");
        var one = await cluster.SchedulerAsync("one", "role2");
        var two = await cluster.SchedulerAsync("two", "role2");

        var result = await Policy(cluster).SetQuota(Request("role2", "cpus:1;mem:512"));

        Assert.Equal(200, result.Status);
        await Eventually.TrueAsync(() => Rescinds(greedy).Count() == 2, "the offers of two agents are rescinded");
        await Eventually.TrueAsync(() => one.Offers.Count + two.Offers.Count >= 1, "the role is offered its guarantee");
        Assert.Equal(2, Rescinds(greedy).Count());
    }

    [Fact]
    public async Task A120_AGuaranteeBeyondTheClusterNeedsForce()
    {
        await using var cluster = await StartAsync();
        await cluster.AgentAsync("cpus:1");

        await Eventually.TrueAsync(
            async () => (await Update(cluster, false, Config("role1", "cpus:2", ""))).Message ==
                "Invalid QuotaConfig: total quota guarantees 'cpus:2' exceed cluster capacity 'cpus:1' "
                + "(use 'force' flag to bypass this check)",
            "the allocator knows the agent");
        Assert.Equal(200, (await Update(cluster, true, Config("role1", "cpus:2", ""))).Status);
    }

    [Fact]
    public async Task A121_ALegacySetOfWhatIsSetIsRefused()
    {
        await using var cluster = await StartAsync();
        var request = Request("role1", "cpus:1");
        request.Force = true;
        Assert.Equal(200, (await Policy(cluster).SetQuota(request)).Status);

        var again = await Policy(cluster).SetQuota(request);

        Assert.Equal(
            (400, "Failed to validate set quota request: Cannot set quota for role 'role1' which already has quota"),
            (again.Status, again.Message));
    }

    [Fact]
    public async Task A122_ANestedRoleHasNoQuota()
    {
        await using var cluster = await StartAsync();

        var update = await Update(cluster, false, Config("top", "", "cpus:1"), Config("a/b", "", "cpus:1"));
        var set = await Policy(cluster).SetQuota(Request("a/b", "cpus:1"));

        Assert.Equal((400, "Updating quota on nested role 'a/b' is not supported yet"), (update.Status, update.Message));
        Assert.Equal((400, "Setting quota on nested role 'a/b' is not supported yet"), (set.Status, set.Message));
        Assert.Empty((await Policy(cluster).Get()).Quotas);
    }

    [Fact]
    public async Task A123_ALegacySetTakesPlainScalarsOnly()
    {
        await using var cluster = await StartAsync();
        var disk = Scalar("disk");
        disk.Disk = new() { Source = new() { Type = Resource.Types.DiskInfo.Types.Source.Types.Type.Mount } };
        var revocable = Scalar("cpus");
        revocable.Revocable = new();
        (string Text, Resource[] Guarantee)[] rows =
        [
            ("QuotaInfo must not include non-scalar resources", [.. ResourceSet.Parse("ports:[1-5]").ToProto()]),
            ("QuotaInfo must not contain any ReservationInfo", [.. ResourceSet.Parse("cpus(r):1").ToProto()]),
            ("QuotaInfo must not contain any DiskInfo", [disk]),
            ("QuotaInfo must not contain any RevocableInfo", [revocable]),
            ("QuotaInfo contains duplicate resource name 'cpus'", [Scalar("cpus"), Scalar("cpus")]),
        ];

        foreach (var (text, guarantee) in rows)
        {
            var result = await Policy(cluster).SetQuota(new QuotaRequest { Role = "r", Guarantee = { guarantee } });
            Assert.Equal((400, "Failed to validate set quota request: " + text), (result.Status, result.Message));
        }
    }

    [Fact]
    public async Task A124_AWeightIsPositiveAndOfARoleThatThereMayBe()
    {
        await using var cluster = await StartAsync(settings => settings.Roles = ["listed"]);
        (WeightInfo Info, string Text)[] rows =
        [
            (new WeightInfo { Role = "listed", Weight = 0 }, "for role 'listed': Invalid weight '0': Weights must be positive"),
            (new WeightInfo { Role = "listed", Weight = -2 }, "for role 'listed': Invalid weight '-2': Weights must be positive"),
            (new WeightInfo { Weight = 1 }, "for role '': Invalid weight: 'WeightInfo.role' must be set"),
            (new WeightInfo { Role = "  ", Weight = 1 }, "for role '': Invalid role '': Role names cannot be the empty string"),
            (new WeightInfo { Role = "other", Weight = 1 }, "for role 'other': Unknown role 'other'"),
        ];

        foreach (var (info, text) in rows)
        {
            var result = await Policy(cluster).UpdateWeights([new WeightInfo { Role = "listed", Weight = 3 }, info]);
            Assert.Equal((400, "Failed to validate update weights request JSON " + text), (result.Status, result.Message));
        }

        Assert.Empty((await Policy(cluster).Get()).Weights);
    }

    [Fact]
    public async Task A125_AWeightOfARoleInUseTakesAllOffersBack()
    {
        await using var cluster = await StartAsync();
        var first = await cluster.SchedulerAsync("first", "role1");
        var second = await cluster.SchedulerAsync("second", "role2");
        await cluster.AgentAsync(Offered);
        await cluster.AgentAsync(Offered);
        var one = await TaskLifeTests.FirstOffer(first);
        var two = await TaskLifeTests.FirstOffer(second);

        Assert.Equal(200, (await Policy(cluster).UpdateWeights([new WeightInfo { Role = "unused", Weight = 2 }])).Status);
        Assert.Empty(Rescinds(first).Concat(Rescinds(second)));

        Assert.Equal(200, (await Policy(cluster).UpdateWeights([new WeightInfo { Role = "role1", Weight = 2 }])).Status);
        await Rescinded(first, one);
        await Rescinded(second, two);
    }

    [Fact]
    public async Task APolicyOutlivesTheClusterThatItWasSetOn()
    {
        await using var cluster = await StartAsync();
        Assert.Equal(200, (await Update(cluster, true, Config("kept", "cpus:2", "cpus:3"))).Status);
        Assert.Equal(200, (await Policy(cluster).UpdateWeights([new WeightInfo { Role = "kept", Weight = 2 }])).Status);

        await cluster.RestartAsync();

        var policy = await Policy(cluster).Get();
        Assert.Equal((2.0, 3.0, 2.0), (policy.Quotas["kept"].Guarantees["cpus"].Value, policy.Quotas["kept"].Limits["cpus"].Value, policy.Weights["kept"]));
        Assert.Equal(200, (await Policy(cluster).RemoveQuota("kept")).Status);
        Assert.Equal((400, "Role 'kept' has no quota set"), await Removed(cluster, "kept"));
    }

    /// <summary>Starts the cluster of one case.</summary>
    internal abstract Task<TestCluster> StartAsync(Action<ClusterSettings>? settings = null);

    private static async Task<(int Status, string? Message)> Removed(TestCluster cluster, string role)
    {
        var result = await Policy(cluster).RemoveQuota(role);
        return (result.Status, result.Message);
    }

    private static IRolePolicyGrain Policy(TestCluster cluster) => cluster.Grains.GetGrain<IRolePolicyGrain>(0);

    private static Task<PolicyResult> Update(TestCluster cluster, bool force, params QuotaConfig[] configs) =>
        Policy(cluster).UpdateQuota(configs, force);

    private static Task Rescinded(TestScheduler scheduler, Offer offer) =>
        Eventually.TrueAsync(() => Rescinds(scheduler).Contains(offer.Id.Value), $"{offer.Id.Value} is rescinded");

    private static IEnumerable<string> Rescinds(TestScheduler scheduler) => scheduler.Events
        .Where(heard => heard.Type == Event.Types.Type.Rescind)
        .Select(heard => heard.Rescind.OfferId.Value);

    private static QuotaRequest Request(string role, string guarantee) =>
        new() { Role = role, Guarantee = { ResourceSet.Parse(guarantee).ToProto() } };

    private static Resource Scalar(string name) =>
        new() { Name = name, Type = Value.Types.Type.Scalar, Scalar = new() { Value = 1 } };

    private static QuotaConfig Config(string role, string guarantees, string limits)
    {
        var config = new QuotaConfig { Role = role };
        foreach (var (name, value) in Amounts(guarantees))
        {
            config.Guarantees.Add(name, new() { Value = value });
        }

        foreach (var (name, value) in Amounts(limits))
        {
            config.Limits.Add(name, new() { Value = value });
        }

        return config;
    }

    private static IEnumerable<(string Name, double Value)> Amounts(string text) =>
        text.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split(':'))
            .Select(part => (part[0], double.Parse(part[1], CultureInfo.InvariantCulture)));
}
