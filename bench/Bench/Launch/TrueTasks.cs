using MesosOrleans.Bench.Processes;
using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Bench.Launch;

/// <summary>Command tasks that run <c>true</c> on the one agent of a <see cref="BenchCluster"/>.</summary>
internal sealed class TrueTasks(HttpScheduler scheduler)
{
    private const double TaskCpus = 0.1;
    private const double TaskMegabytes = 32;
    private static readonly IReadOnlyList<Resource> TaskResources = [.. ResourceSet.Parse("cpus:0.1;mem:32").ToProto()];
    private readonly List<Offer> _offers = [];

    /// <summary>How many tasks the offers at hand have room for.</summary>
    public int Room => (int)Math.Floor(Math.Min(Sum("cpus") / TaskCpus, Sum("mem") / TaskMegabytes) + 1e-6);

    /// <summary>Launches tasks on all offers at hand; what is left over comes back as a new offer.</summary>
    public Task LaunchAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var offers = _offers.ToList();
        _offers.Clear();
        return scheduler.AcceptAsync(offers, ids.Select(id => Describe(id, offers[0].AgentId)), cancellationToken);
    }

    /// <summary>The next status update; offers that come before it are kept.</summary>
    /// <exception cref="InvalidOperationException">A task failed.</exception>
    public async Task<(TaskStatus Status, long ReceivedAt)?> NextAsync(CancellationToken cancellationToken)
    {
        var (heard, receivedAt) = await scheduler.NextAsync(cancellationToken);
        switch (heard.Type)
        {
            case Event.Types.Type.Offers:
                _offers.AddRange(heard.Offers.Offers_);
                return null;
            case Event.Types.Type.Rescind:
                _offers.RemoveAll(offer => offer.Id.Equals(heard.Rescind.OfferId));
                return null;
            case Event.Types.Type.Update:
                var status = heard.Update.Status;
                return status.State is TaskState.TaskStarting or TaskState.TaskRunning or TaskState.TaskFinished
                    ? (status, receivedAt)
                    : throw new InvalidOperationException($"{status.TaskId.Value} is {status.State}: {status.Message}");
            default:
                return null;
        }
    }

    private double Sum(string name) =>
        _offers.SelectMany(offer => offer.Resources).Where(resource => resource.Name == name).Sum(resource => resource.Scalar.Value);

    private static TaskInfo Describe(string id, AgentID agentId) => new()
    {
        Name = id,
        TaskId = new TaskID { Value = id },
        AgentId = agentId,
        Resources = { TaskResources },
        Command = new CommandInfo { Value = "true" },
    };
}
