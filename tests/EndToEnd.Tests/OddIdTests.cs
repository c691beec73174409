using System.Net;
using System.Text.Json.Nodes;
using MesosOrleans.Client.Sandboxes;
using MesosOrleans.Core.Batch;
using MesosOrleans.EndToEnd.Tests.Harness;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.EndToEnd.Tests;

/// <summary>Ids with characters that Mesos allows and that paths, queries, shells and databases trip over, all the way through.</summary>
[Collection(SharedCluster.Collection)]
public sealed class OddIdTests(SharedCluster shared)
{
    private const string FrameworkId = "odd 'framework' \"id\"; % \u00e9 \U0001F600 &x=y+z#";
    private const string Role = "odd'role\";%41&é";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(100);

    private static readonly string[] Ids =
    [
        "a b", " ", "100%", "%2e%2e%2f", "it's", "\"quoted\"", "a;b", "a&b=c+d#e?f", "..x", "...", ".hidden", "-rf", "--help", "~", "*",
        "$(touch x)", "`id`", "${HOME}", "|x>y<z", "{\"a\":[1]}", "'; DROP TABLE x; --", "a:b@c,d", "\u00e9\u4e16\U0001F600",
        "\u0301combining", "UPPER", "upper", new('x', 255),
    ];

    private readonly TestCluster _cluster = shared.Cluster;

    [Fact]
    public Task TheyRunEndAndAreListedAndRead() => _cluster.ExplainAsync(async () =>
    {
        using var scheduler = await HttpScheduler.SubscribeAsync(_cluster.Master, Framework(), Deadline);
        Assert.Equal(FrameworkId, scheduler.FrameworkId.Value);
        using var sandboxes = new SandboxReader();
        using var http = new HttpClient();
        foreach (var id in Ids)
        {
            var offer = await scheduler.LaunchAsync(BatchTask.Shell(id, "printf %s \"$MESOS_TASK_ID\""));
            await scheduler.UntilAsync(id, TaskState.TaskFinished);
            Assert.Equal(id, await sandboxes.ReadAsync(offer, scheduler.FrameworkId, new TaskID { Value = id }));
            Assert.Contains("/stdout", await Browse(http, offer, id), StringComparison.Ordinal);
            await ExpectListed(id);
        }

        await scheduler.TeardownAsync();
    });

    [Fact]
    public Task TheyAreKilledByOperators() => _cluster.ExplainAsync(async () =>
    {
        var framework = Framework();
        framework.Id.Value += "2";
        using var scheduler = await HttpScheduler.SubscribeAsync(_cluster.Master, framework, Deadline);
        using var http = new HttpClient { BaseAddress = _cluster.Master };
        const string Id = "kill 'me' & \"me\"; 100% +é";
        await scheduler.LaunchAsync(BatchTask.Shell(Id, "exec sleep 1000"));
        await scheduler.UntilAsync(Id, TaskState.TaskRunning);
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string> { ["frameworkId"] = scheduler.FrameworkId.Value, ["taskId"] = Id });
        using var answer = await http.PostAsync(new Uri("/kill", UriKind.Relative), form);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await scheduler.UntilAsync(Id, TaskState.TaskKilled);
        Assert.NotNull(await _cluster.TryGetAsync("/metrics/snapshot"));
        var listed = (await _cluster.TryGetAsync("/frameworks"))!["frameworks"]!.AsArray()
            .Single(entry => entry!["id"]!.GetValue<string>() == scheduler.FrameworkId.Value)!;
        Assert.Equal(Role, listed["roles"]!.AsArray().Single()!.GetValue<string>());
        using var teardown = new FormUrlEncodedContent(new Dictionary<string, string> { ["frameworkId"] = scheduler.FrameworkId.Value });
        using var gone = await http.PostAsync(new Uri("/teardown", UriKind.Relative), teardown);
        Assert.Equal(HttpStatusCode.OK, gone.StatusCode);
    });

    [Fact]
    public Task GroupsOfOddExecutorsRun() => _cluster.ExplainAsync(async () =>
    {
        const string Id = "group's \"task\" %;é";
        const string Executor = "group's executor; ..%2f é";
        var framework = Framework();
        framework.Id.Value += "3";
        using var scheduler = await HttpScheduler.SubscribeAsync(_cluster.Master, framework, Deadline);
        var offer = await scheduler.OfferAsync(_ => true);
        var task = new BatchPlan([BatchTask.Shell(Id, "true")], 1).Place([offer])[0].Launch.Single();
        var disk = offer.Resources.First(resource => resource.Name == "disk").Clone();
        disk.Scalar.Value = 1;
        var executor = new ExecutorInfo
        {
            Type = ExecutorInfo.Types.Type.Default,
            ExecutorId = new ExecutorID { Value = Executor },
            FrameworkId = scheduler.FrameworkId,
            Resources = { task.Resources.Where(resource => resource.Name is "cpus" or "mem"), disk },
        };
        await scheduler.AcceptAsync(offer, new Offer.Types.Operation
        {
            Type = Offer.Types.Operation.Types.Type.LaunchGroup,
            LaunchGroup = new Offer.Types.Operation.Types.LaunchGroup
            {
                Executor = executor,
                TaskGroup = new TaskGroupInfo { Tasks = { task } },
            },
        });
        var status = await scheduler.UntilAsync(Id, TaskState.TaskFinished);
        Assert.Equal(Executor, status.ExecutorId.Value);
        await scheduler.TeardownAsync();
    });

    private static FrameworkInfo Framework()
    {
        var framework = HttpScheduler.Framework();
        framework.Id = new FrameworkID { Value = FrameworkId };
        framework.Name = "odd \"name\" '; %";
        framework.Roles.Clear();
        framework.Roles.Add(Role);
        return framework;
    }

    private static Task<string> Browse(HttpClient http, Offer offer, string id)
    {
        var path = Uri.EscapeDataString($"/frameworks/{FrameworkId}/executors/{id}/runs/latest");
        return http.GetStringAsync(new Uri($"http://{offer.Url.Address.Ip}:{offer.Url.Address.Port}/files/browse?path={path}"));
    }

    private Task ExpectListed(string id) => Eventually.HoldsAsync($"'{id}' is listed once, as finished", Deadline, async () =>
    {
        var query = $"framework_id={Uri.EscapeDataString(FrameworkId)}&task_id={Uri.EscapeDataString(id)}";
        var tasks = (await _cluster.TryGetAsync($"/tasks?{query}"))?["tasks"]?.AsArray() ?? [];
        return tasks is [JsonObject task] && task["id"]!.GetValue<string>() == id && task["state"]!.GetValue<string>() == "TASK_FINISHED";
    });
}
