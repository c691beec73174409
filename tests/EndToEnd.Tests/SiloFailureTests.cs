using System.Diagnostics;
using System.Net;
using MesosOrleans.Core.Batch;
using MesosOrleans.EndToEnd.Tests.Harness;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;
using Xunit.Abstractions;

namespace MesosOrleans.EndToEnd.Tests;

/// <summary>
/// Three silos on PostgreSQL: any of them answers for the cluster, and a scheduler's stream lives as long as the silo that
/// holds it, whatever happens to the others.
/// </summary>
public sealed class SiloFailureTests(ITestOutputHelper output)
{
    private const int Silos = 3;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task SilosComeAndGoAndSchedulersStay()
    {
        await using var cluster = await SiloCluster.StartAsync(Silos);
        await cluster.ExplainAsync(async () =>
        {
            await EverySiloNamesItselfAsync(cluster);
            await TheSiloOfTheFrameworkIsKilledAsync(cluster);
            await TheSiloOfTheStreamIsKilledAsync(cluster);
            await ASiloIsStoppedAsync(cluster);
        });
    }

    private static async Task EverySiloNamesItselfAsync(SiloCluster cluster)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        for (var silo = 0; silo < Silos; silo++)
        {
            using var answer = await http.GetAsync(new Uri(cluster.Master(silo), "/redirect"));
            Assert.Equal(HttpStatusCode.TemporaryRedirect, answer.StatusCode);
            Assert.EndsWith($":{cluster.Port(silo)}", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
        }
    }

    // The stream is in one silo, the framework's grain in another, calls go to the third.
    private async Task TheSiloOfTheFrameworkIsKilledAsync(SiloCluster cluster)
    {
        using var first = await OpenStream.SubscribeAsync(cluster.Master(0), HttpScheduler.Framework());
        var home = await cluster.SiloOfAsync(first.FrameworkId.Value);
        var (holder, third) = ((home + 1) % Silos, cluster.Master((home + 2) % Silos));
        using var stream = await OpenStream.SubscribeAsync(cluster.Master(holder), Again(first, failoverTimeout: 0));
        await first.Ended;
        var used = await stream.LaunchAsync(third, 0, BatchTask.Shell("long", "sleep 1000"));
        var running = await stream.UntilStateAsync(third, "long", TaskState.TaskRunning);
        var held = await stream.UntilAsync("another offer", item => item.Offers?.Offers_.All(offer => !offer.Id.Equals(used.Id)) ?? false);
        var heard = stream.Events.Count;

        await cluster.KillAsync(home);
        await AnswersAgainAsync(stream, third);

        await stream.UntilAsync(
            "the answer to the reconciliation",
            item => item.Update?.Status is { Reason: TaskStatus.Types.Reason.Reconciliation, State: TaskState.TaskRunning },
            heard);
        await stream.UntilAsync("the end of the offer", item => item.Rescind?.OfferId.Equals(held.Offers.Offers_[0].Id) ?? false, heard);
        await stream.LaunchAsync(third, heard, BatchTask.Shell("short", "true"));
        await stream.UntilStateAsync(third, "short", TaskState.TaskFinished);
        Assert.False(stream.Ended.IsCompleted);
        Assert.DoesNotContain(stream.Events, item => item.Type == Event.Types.Type.Error);
        Assert.Single(
            stream.Updates.Where(status => status.TaskId.Value == "long" && status.HasUuid).Select(status => status.Uuid).Distinct(),
            running.Uuid);
        Assert.Equal(HttpStatusCode.Accepted, await stream.CallAsync(third, new Call { Type = Call.Types.Type.Teardown }));
        await stream.Ended;
        await RestartAsync(cluster, home);
    }

    private async Task AnswersAgainAsync(OpenStream stream, Uri silo)
    {
        var killed = Stopwatch.GetTimestamp();
        HttpStatusCode status;
        do
        {
            status = await stream.CallAsync(silo, new Call { Type = Call.Types.Type.Reconcile, Reconcile = new Call.Types.Reconcile() });
            Assert.True(status is HttpStatusCode.Accepted or HttpStatusCode.ServiceUnavailable, $"a call was answered {status}");
        }
        while (status != HttpStatusCode.Accepted);
        output.WriteLine($"a call was answered {Stopwatch.GetElapsedTime(killed).TotalSeconds:0.00} s after the silo was killed");
    }

    private static async Task TheSiloOfTheStreamIsKilledAsync(SiloCluster cluster)
    {
        using var first = await OpenStream.SubscribeAsync(cluster.Master(0), HttpScheduler.Framework(failoverTimeout: 600));
        await first.LaunchAsync(cluster.Master(1), 0, BatchTask.Shell("orphan", "sleep 1000"));
        var unacknowledged = (await first.UntilAsync("the update", item => item.Update?.Status.HasUuid ?? false)).Update.Status;

        await cluster.KillAsync(0);
        await Assert.ThrowsAnyAsync<Exception>(() => first.Ended);
        using var second = await SubscribeSoonAsync(cluster.Master(1), Again(first, failoverTimeout: 600));

        var again = await second.UntilAsync("the update again", item => item.Update?.Status.Uuid.Equals(unacknowledged.Uuid) ?? false);
        Assert.Equal(HttpStatusCode.Accepted, await second.CallAsync(cluster.Master(2), OpenStream.Acknowledge(again.Update.Status)));

        // The agent node, too, has found another silo: it takes tasks.
        await second.LaunchAsync(cluster.Master(2), 0, BatchTask.Shell("after", "true"));
        await second.UntilStateAsync(cluster.Master(2), "after", TaskState.TaskFinished);
        Assert.Equal(HttpStatusCode.Accepted, await second.CallAsync(cluster.Master(2), new Call { Type = Call.Types.Type.Teardown }));
        await RestartAsync(cluster, 0);
    }

    private static async Task ASiloIsStoppedAsync(SiloCluster cluster)
    {
        using var first = await OpenStream.SubscribeAsync(cluster.Master(0), HttpScheduler.Framework());
        cluster.Terminate(0);
        await first.Ended.WaitAsync(Deadline);
        Assert.Equal(0, await cluster.WaitForExitAsync(0));

        // It had no time to fail over, and is not removed for our going away.
        using var second = await SubscribeSoonAsync(cluster.Master(1), Again(first, failoverTimeout: 0));
        Assert.DoesNotContain(second.Events, item => item.Type == Event.Types.Type.Error);
    }

    private static FrameworkInfo Again(OpenStream former, double failoverTimeout)
    {
        var info = HttpScheduler.Framework(failoverTimeout);
        info.Id = former.FrameworkId;
        return info;
    }

    // A client repeats what is answered 503.
    private static async Task<OpenStream> SubscribeSoonAsync(Uri silo, FrameworkInfo framework)
    {
        OpenStream? stream = null;
        await Eventually.HoldsAsync("a subscription", Deadline, async () =>
        {
            try
            {
                stream = await OpenStream.SubscribeAsync(silo, framework);
                return true;
            }
            catch (Xunit.Sdk.EqualException refused)
            {
                Assert.Contains("ServiceUnavailable", refused.Message, StringComparison.Ordinal);
                return false;
            }
        });
        return stream!;
    }

    private static async Task RestartAsync(SiloCluster cluster, int silo)
    {
        cluster.Launch(silo);
        await cluster.WaitForAsync(silo);
    }
}
