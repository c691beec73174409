using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MesosOrleans.Cli.Http;
using MesosOrleans.Core.Batch;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Cli.Commands;

/// <summary>A small scheduler over the HTTP API: launches, follows, kills on a signal, subscribes again when cut off.</summary>
internal sealed class TaskRunner
{
    private const int AttemptsMax = 3;
    private const double FailoverTimeoutSeconds = 60;
    private static readonly TimeSpan ReconnectPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ReconnectPatience = TimeSpan.FromSeconds(FailoverTimeoutSeconds);
    private static readonly TimeSpan ReconcileInterval = TimeSpan.FromSeconds(15);
    private readonly TaskRunRequest _request;
    private readonly FrameworkInfo _framework;
    private readonly BatchPlan _plan;
    private readonly TaskRunReport _report;
    private readonly TaskCompletionSource _interrupted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _killing;

    public TaskRunner(TaskRunRequest request)
    {
        _request = request;
        _report = new TaskRunReport(request.Json);
        _framework = new FrameworkInfo
        {
            User = Environment.UserName,
            Name = $"mesos task run {request.Name}",
            FailoverTimeout = FailoverTimeoutSeconds,
            Roles = { request.Role },
            Capabilities =
            {
                new FrameworkInfo.Types.Capability { Type = FrameworkInfo.Types.Capability.Types.Type.MultiRole },
                new FrameworkInfo.Types.Capability { Type = FrameworkInfo.Types.Capability.Types.Type.PartitionAware },
            },
        };
        _plan = new BatchPlan(Tasks(request), AttemptsMax);
    }

    private bool IsOver => _plan.IsDone || (_killing && _plan.Outstanding.Count == 0);

    /// <summary>Runs to the end of all tasks.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        var connection = await SchedulerConnection.SubscribeAsync(_request.Master, _framework, cancellationToken);
        while (true)
        {
            using (connection)
            {
                await FollowAsync(connection, cancellationToken);
                if (IsOver)
                {
                    await TeardownAsync(connection, cancellationToken);
                    return _plan.IsDone && _plan.Results.All(result => result.Succeeded) ? ExitCodes.Ok : ExitCodes.Failed;
                }
            }

            connection = await ReconnectAsync(cancellationToken);
        }
    }

    private static List<BatchTask> Tasks(TaskRunRequest request)
    {
        // The suffix keeps the ids of two runs apart in listings.
        var suffix = RandomNumberGenerator.GetHexString(6, lowercase: true);
        var name = string.Concat(request.Name.Select(character =>
            char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' ? character : '-'));
        return [.. Enumerable.Range(1, request.Instances).Select(number => BatchTask.Shell(
            request.Instances == 1 ? $"{name}-{suffix}" : string.Create(CultureInfo.InvariantCulture, $"{name}-{suffix}-{number}"),
            request.CommandLine,
            request.Resources) with { Name = request.Name })];
    }

    private void OnSignal(PosixSignalContext context)
    {
        // The second one has its usual effect.
        context.Cancel = _interrupted.TrySetResult();
    }

    private async Task FollowAsync(SchedulerConnection connection, CancellationToken cancellationToken)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = new PeriodicTimer(ReconcileInterval);
        var events = connection.ReadAsync(leaving.Token).GetAsyncEnumerator(leaving.Token);
        var next = Task.FromResult(true);
        try
        {
            var tick = timer.WaitForNextTickAsync(leaving.Token).AsTask();
            while (!IsOver)
            {
                next = events.MoveNextAsync().AsTask();
                while (await Task.WhenAny(next, tick, _killing ? next : _interrupted.Task) is var first && first != next)
                {
                    if (first == tick)
                    {
                        tick = timer.WaitForNextTickAsync(leaving.Token).AsTask();
                        await ReconcileAsync(connection, cancellationToken);
                    }
                    else
                    {
                        await KillAllAsync(connection, cancellationToken);
                        if (IsOver)
                        {
                            return;
                        }
                    }
                }

                if (!await next)
                {
                    return;
                }

                await HandleAsync(connection, events.Current, cancellationToken);
            }
        }
        finally
        {
            // An enumerator must not be disposed while it is moving.
            await leaving.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await events.DisposeAsync();
        }
    }

    private async Task HandleAsync(SchedulerConnection connection, Event item, CancellationToken cancellationToken)
    {
        switch (item.Type)
        {
            case Event.Types.Type.Subscribed:
                if (_framework.Id is null)
                {
                    _framework.Id = item.Subscribed.FrameworkId;
                    _report.Registered(_framework.Id.Value);
                }

                await ReconcileAsync(connection, cancellationToken);
                break;
            case Event.Types.Type.Offers:
                await PlaceAsync(connection, item.Offers.Offers_, cancellationToken);
                break;
            case Event.Types.Type.Update:
                await UpdateAsync(connection, item.Update.Status, cancellationToken);
                break;
            case Event.Types.Type.Error:
                throw new CliException($"the cluster ended the session: {item.Error.Message}");
            default:
                break;
        }
    }

    private async Task PlaceAsync(SchedulerConnection connection, IReadOnlyList<Offer> offers, CancellationToken cancellationToken)
    {
        var decisions = _killing ? offers.Select(offer => new OfferDecision(offer, [])).ToList() : _plan.Place(offers);
        foreach (var (offer, launch) in decisions)
        {
            var call = new Call { Type = Call.Types.Type.Decline, Decline = new Call.Types.Decline { OfferIds = { offer.Id } } };
            if (launch.Count > 0)
            {
                var operation = new Offer.Types.Operation
                {
                    Type = Offer.Types.Operation.Types.Type.Launch,
                    Launch = new Offer.Types.Operation.Types.Launch { TaskInfos = { launch } },
                };
                call = new Call
                {
                    Type = Call.Types.Type.Accept,
                    Accept = new Call.Types.Accept { OfferIds = { offer.Id }, Operations = { operation } },
                };
            }

            await CallAsync(connection, call, cancellationToken);
        }
    }

    private async Task UpdateAsync(SchedulerConnection connection, TaskStatus status, CancellationToken cancellationToken)
    {
        if (_plan.Update(status) is { } progress)
        {
            _report.Status(_framework.Id.Value, progress);
        }

        if (status.HasUuid && status.Uuid.Length > 0)
        {
            await CallAsync(
                connection,
                new Call
                {
                    Type = Call.Types.Type.Acknowledge,
                    Acknowledge = new Call.Types.Acknowledge { AgentId = status.AgentId, TaskId = status.TaskId, Uuid = status.Uuid },
                },
                cancellationToken);
        }
    }

    private async Task ReconcileAsync(SchedulerConnection connection, CancellationToken cancellationToken)
    {
        if (_plan.Outstanding.Count == 0)
        {
            return;
        }

        var reconcile = new Call.Types.Reconcile();
        reconcile.Tasks.AddRange(_plan.Outstanding.Select(entry =>
            new Call.Types.Reconcile.Types.Task { TaskId = new TaskID { Value = entry.Key }, AgentId = entry.Value }));
        await CallAsync(connection, new Call { Type = Call.Types.Type.Reconcile, Reconcile = reconcile }, cancellationToken);
    }

    private async Task KillAllAsync(SchedulerConnection connection, CancellationToken cancellationToken)
    {
        _killing = true;
        await Console.Error.WriteLineAsync($"mesos: killing {_plan.Outstanding.Count} task(s); once more to leave at once");
        foreach (var (task, agent) in _plan.Outstanding)
        {
            var kill = new Call.Types.Kill { TaskId = new TaskID { Value = task }, AgentId = agent };
            await CallAsync(connection, new Call { Type = Call.Types.Type.Kill, Kill = kill }, cancellationToken);
        }
    }

    private async Task TeardownAsync(SchedulerConnection connection, CancellationToken cancellationToken)
    {
        if (_framework.Id is not null)
        {
            await CallAsync(connection, new Call { Type = Call.Types.Type.Teardown }, cancellationToken);
        }
    }

    private async Task CallAsync(SchedulerConnection connection, Call call, CancellationToken cancellationToken)
    {
        call.FrameworkId = _framework.Id;
        try
        {
            await connection.CallAsync(call, cancellationToken);
        }
        catch (CliException failure)
        {
            // Not the end: if the cluster is away the stream ends too, and reconciliation tells what became of the call.
            await Console.Error.WriteLineAsync($"mesos: {failure.Message}");
        }
    }

    private async Task<SchedulerConnection> ReconnectAsync(CancellationToken cancellationToken)
    {
        await Console.Error.WriteLineAsync("mesos: the connection is lost; subscribing again");
        using var patience = new CancellationTokenSource(ReconnectPatience);
        while (true)
        {
            try
            {
                return await SchedulerConnection.SubscribeAsync(_request.Master, _framework, cancellationToken);
            }
            catch (CliException) when (!patience.IsCancellationRequested)
            {
                await Task.Delay(ReconnectPause, TimeProvider.System, cancellationToken);
            }
        }
    }
}
