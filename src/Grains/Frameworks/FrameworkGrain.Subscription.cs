using MesosOrleans.Core.Frameworks;
using MesosOrleans.Core.Validation;
using MesosOrleans.Grains.Interfaces;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Grains.Interfaces.Allocation;
using MesosOrleans.Grains.Interfaces.Cluster;
using MesosOrleans.Grains.Interfaces.Frameworks;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.Grains.Frameworks;

/// <summary>How a scheduler comes, is taken over, and goes (http-api.md 4.2).</summary>
public sealed partial class FrameworkGrain
{
    /// <inheritdoc />
    public async Task<SubscribeResult> Subscribe(SubscribeRequest request)
    {
        var info = Complete(request);
        if (Check(info, request) is { } error)
        {
            return new SubscribeResult { Error = error };
        }

        var first = State.Info is null;
        var formerRoles = first ? [] : Capabilities.RolesOf(State.Info!);
        var failover = first ? null : _outbox;
        TakeSubscription(info, request, first);
        await _writer.WriteAsync();
        if (first)
        {
            StayAlive();
            await GrainFactory.GetGrain<IDirectoryGrain>(DirectoryKey.Of(DirectoryKey.Frameworks, FrameworkId)).Add(FrameworkId);
            this.RegisterGrainTimer(OnTimer, TimerInterval, TimerInterval);
        }

        failover?.Close(new Event { Type = Event.Types.Type.Error, Error = new Event.Types.Error { Message = "Framework failed over" } });
        await DropOffers();
        _outbox = new SchedulerOutbox(request.StreamId, OnOutboxFailed);
        _outbox.Attach(Nearest(request.StreamId, request.Observer));
        _heardAt = time.GetUtcNow();
        _hadSession = true;
        Publish();
        Emit(Subscribed(request));
        LogSubscribed(FrameworkId, info.Name);
        Counters.Subscribed(again: !first, info.HasPrincipal ? info.Principal : null);
        await TellDemand(formerRoles.Except(Capabilities.RolesOf(info)));
        MarkChanged();
        foreach (var agent in State.Agents)
        {
            GrainFactory.Find<IAgentGrain>(agent).RepeatUpdates(FrameworkId).Ignore();
        }

        return new SubscribeResult();
    }

    /// <inheritdoc />
    public async Task Disconnect(string streamId)
    {
        if (_outbox?.StreamId != streamId)
        {
            return;
        }

        // A session that was let go cannot attach again: what it missed is gone.
        _outbox = null;
        State.StreamId = null;
        State.DisconnectedAt = time.GetUtcNow();
        LogDisconnected(FrameworkId);
        await DropOffers();
        if (State.Info!.FailoverTimeout <= 0)
        {
            await Remove("Framework disconnected");
            return;
        }

        _session = ++_demandSequence;
        await TellDemand();
        MarkChanged();
    }

    /// <inheritdoc />
    public async Task<bool> Teardown()
    {
        if (!IsKnown)
        {
            return false;
        }

        await Remove("Framework torn down");
        return true;
    }

    private FrameworkInfo Complete(SubscribeRequest request)
    {
        var info = request.Subscribe.FrameworkInfo.Clone();
        info.Id = new FrameworkID { Value = FrameworkId };
        if (request.Principal is not null && !info.HasPrincipal)
        {
            info.Principal = request.Principal;
        }

        if (State.Info is { } former)
        {
            // Differences here are ignored silently, the old values kept.
            info.User = former.User;
            info.Checkpoint = former.Checkpoint;
        }

        return info;
    }

    private string? Check(FrameworkInfo info, SubscribeRequest request)
    {
        if (State.RemovedAt is not null)
        {
            return "Framework has been removed";
        }

        return SubscribeValidator.Validate(
            info, request.Subscribe.SuppressedRoles, request.Subscribe.OfferConstraints, State.Info,
            options.Value.Roles, options.Value.RootSubmissions);
    }

    private void TakeSubscription(FrameworkInfo info, SubscribeRequest request, bool first)
    {
        var now = time.GetUtcNow();
        State.Info = info;
        State.Suppressed = [.. request.Subscribe.SuppressedRoles];
        State.Constraints = request.Subscribe.OfferConstraints;
        State.StreamId = request.StreamId;
        State.DisconnectedAt = null;
        if (first)
        {
            State.RegisteredAt = now;
        }
        else
        {
            State.ReregisteredAt = now;
        }
    }

    private Event Subscribed(SubscribeRequest request)
    {
        var subscribed = new Event.Types.Subscribed
        {
            FrameworkId = State.Info!.Id,
            HeartbeatIntervalSeconds = options.Value.HeartbeatInterval.TotalSeconds,
        };
        if (request.Master is not null)
        {
            subscribed.MasterInfo = request.Master;
        }

        return new Event { Type = Event.Types.Type.Subscribed, Subscribed = subscribed };
    }

    private async Task Remove(string cause)
    {
        LogRemoved(FrameworkId, cause);
        State.RemovedAt = time.GetUtcNow();
        _outbox?.Close(null);
        _outbox = null;
        await _writer.WriteAsync();
        _offers.Clear();
        await LeaveRoles();
        foreach (var some in State.Agents.ToList().Chunk(Limits.FanOutMax))
        {
            await Task.WhenAll(some.Select(agent =>
                GrainFactory.GetGrain<IAgentGrain>(agent).ShutdownFramework(FrameworkId)));
        }

        await GrainFactory.GetGrain<IDirectoryGrain>(DirectoryKey.Of(DirectoryKey.Frameworks, FrameworkId)).Remove(FrameworkId);
        MarkChanged();
    }

    private async Task LeaveRoles()
    {
        var sequence = ++_demandSequence;
        foreach (var role in Capabilities.RolesOf(State.Info!))
        {
            await GrainFactory.Find<IRoleAllocatorGrain>(role).RemoveFramework(FrameworkId, sequence);
        }
    }

    [LoggerMessage(1211, LogLevel.Information, "Framework {FrameworkId} ({Name}) subscribed")]
    private partial void LogSubscribed(string frameworkId, string name);

    [LoggerMessage(1212, LogLevel.Information, "Framework {FrameworkId} disconnected")]
    private partial void LogDisconnected(string frameworkId);

    [LoggerMessage(1213, LogLevel.Information, "Framework {FrameworkId} removed: {Cause}")]
    private partial void LogRemoved(string frameworkId, string cause);
}
