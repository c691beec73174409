using System.Text.RegularExpressions;
using MesosOrleans.Grains.Interfaces.Roles;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.QuotaApi;
using MesosOrleans.TestSupport;

namespace MesosOrleans.Silo.Tests.Metrics;

/// <summary>The names that are served are the ones of Mesos: all of them, and no others but one of our own.</summary>
public sealed partial class MetricNameTests(MetricsCluster silo) : IClassFixture<MetricsCluster>
{
    [Fact]
    public async Task Served_names_are_the_listed_ones()
    {
        var (agent, scheduler) = await silo.Start("role", "somebody");
        await MetricsCluster.Run(scheduler, "stay", "fail");
        var unknown = new Offer { Id = new OfferID { Value = "nope" }, AgentId = new AgentID { Value = agent.Id } };
        await scheduler.Launch(unknown, 0, ClusterSupport.TestScheduler.Task("dropped", unknown));
        Assert.Equal(200, (await silo.Grains.GetGrain<IRolePolicyGrain>(0).UpdateQuota(
            [
                new QuotaConfig
                {
                    Role = "role",
                    Guarantees = { ["cpus"] = new() { Value = 1 } },
                    Limits = { ["cpus"] = new() { Value = 5 } },
                },
            ],
            force: true)).Status);

        var listed = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", "metrics.txt")).ToHashSet();
        string[] served = [];
        try
        {
            await Eventually.TrueAsync(
                async () =>
                {
                    served = [.. (await silo.Snapshot()).Keys.Select(Pattern).Distinct()];
                    return !listed.Except(served).Any();
                },
                "all names are served",
                TimeSpan.FromSeconds(20));
        }
        catch (TimeoutException)
        {
            Assert.Fail("Not served: " + string.Join(' ', listed.Except(served)));
        }

        Assert.Equal(["master/scheduler_streams"], served.Except(listed));
    }

    private static string Pattern(string name)
    {
        var pattern = Framework().Replace(name, "master/frameworks/<framework>/");
        pattern = Role().Replace(pattern, "$1/<role>/");
        pattern = Quota().Replace(pattern, "resources/<resource>/$1$2");
        pattern = Cause().Replace(pattern, "master/task_<state>/source_<source>/reason_<reason>");
        return Principal().Replace(pattern, "frameworks/<principal>/");
    }

    [GeneratedRegex("^master/frameworks/met%20rics%2F/[^/]+/")]
    private static partial Regex Framework();

    [GeneratedRegex("(offer_filters/roles|quota/roles|mesos/roles|<framework>/roles)/[^/]*/")]
    private static partial Regex Role();

    [GeneratedRegex("resources/[^/]+/(guarantee|limit|consumed)$|(?<=quota/roles/<role>/)resources/[^/]+/(offered_or_allocated)$")]
    private static partial Regex Quota();

    [GeneratedRegex("^master/task_[a-z_]+/source_[a-z]+/reason_[a-z_]+$")]
    private static partial Regex Cause();

    [GeneratedRegex("^frameworks/somebody/")]
    private static partial Regex Principal();
}
