using MesosOrleans.Client;
using MesosOrleans.Client.Events;
using MesosOrleans.Client.Sandboxes;
using MesosOrleans.Core.Batch;
using MesosOrleans.EndToEnd.Tests.Harness;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.EndToEnd.Tests;

/// <summary>The SDK against a real cluster.</summary>
[Collection(SharedCluster.Collection)]
public sealed class ClientTests(SharedCluster shared)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly TestCluster _cluster = shared.Cluster;

    [Fact]
    public Task ABatchRunsToItsEnd() => _cluster.ExplainAsync(async () =>
    {
        using var deadline = new CancellationTokenSource(Deadline);
        await using var cluster = await _cluster.ConnectAsync();
        await using var session = await cluster.RegisterAsync(HttpScheduler.Framework());
        var tasks = Enumerable.Range(1, 12)
            .Select(number => BatchTask.Shell($"t{number}", $"echo result {number}; test {number} != 7"))
            .ToList();
        var results = await new BatchScheduler(session, tasks).RunAsync(deadline.Token);
        Assert.Equal(tasks.Select(task => task.Id), results.Select(result => result.Task.Id));
        Assert.Equal(TaskState.TaskFailed, results[6].Status.State);
        Assert.All(results.Where(result => result.Task.Id != "t7"), result => Assert.Equal(TaskState.TaskFinished, result.Status.State));
        using var sandboxes = new SandboxReader();
        Assert.Contains(
            "result 12\n",
            await sandboxes.ReadAsync(results[11].Offer, session.Id, results[11].Status.TaskId, "stdout", deadline.Token),
            StringComparison.Ordinal);
        await session.TeardownAsync(deadline.Token);
    });

    [Fact]
    public Task EventsComeTypedAndATakenOverSessionEnds() => _cluster.ExplainAsync(async () =>
    {
        using var deadline = new CancellationTokenSource(Deadline);
        await using var cluster = await _cluster.ConnectAsync();
        await using var session = await cluster.RegisterAsync(HttpScheduler.Framework(failoverTimeout: 60));
        await using var events = session.ReadEventsAsync(deadline.Token).GetAsyncEnumerator(deadline.Token);
        Assert.True(await events.MoveNextAsync());
        Assert.False(Assert.IsType<Subscribed>(events.Current).Again);
        Assert.True(await events.MoveNextAsync());
        var offer = Assert.IsType<OffersReceived>(events.Current).Offers[0];
        Assert.Equal("*", offer.AllocationInfo.Role);
        await session.DeclineAsync([offer.Id], TimeSpan.FromHours(1), deadline.Token);

        var takeover = HttpScheduler.Framework(failoverTimeout: 60);
        takeover.Id = session.Id;
        await using var second = await cluster.RegisterAsync(takeover);
        Assert.Equal(session.Id, second.Id);
        while (await events.MoveNextAsync() && events.Current is not SubscriptionEnded)
        {
            Assert.IsNotType<Subscribed>(events.Current);
        }

        Assert.Equal("Framework failed over", Assert.IsType<SubscriptionEnded>(events.Current).Reason);
        await second.TeardownAsync(deadline.Token);
    });

    [Fact]
    public Task ARemovedFrameworkIsRefused() => _cluster.ExplainAsync(async () =>
    {
        await using var cluster = await _cluster.ConnectAsync();
        await using var session = await cluster.RegisterAsync(HttpScheduler.Framework());
        await session.TeardownAsync();
        var again = HttpScheduler.Framework();
        again.Id = session.Id;
        var refusal = await Assert.ThrowsAsync<RegistrationRefusedException>(() => cluster.RegisterAsync(again));
        Assert.Contains("removed", refusal.Message, StringComparison.Ordinal);
    });

    [Fact]
    public async Task AClusterThatIsNotThereIsOneException()
    {
        var options = new MesosClusterOptions { Gateways = ["127.0.0.1:1"], ConnectTimeout = TimeSpan.FromSeconds(1) };
        var failure = await Assert.ThrowsAsync<MesosConnectionException>(() => MesosCluster.ConnectAsync(options));
        Assert.Contains("127.0.0.1:1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AGatewayThatMakesNoSenseIsNamed()
    {
        var options = new MesosClusterOptions { Gateways = ["nowhere"] };
        await Assert.ThrowsAsync<FormatException>(() => MesosCluster.ConnectAsync(options));
    }
}
