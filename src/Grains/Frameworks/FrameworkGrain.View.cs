using MesosOrleans.Grains.Interfaces.View;
using MesosOrleans.Protocol.V1;
using static MesosOrleans.Protocol.V1.MasterApi.Response.Types;

namespace MesosOrleans.Grains.Frameworks;

/// <summary>What listings show of a framework.</summary>
public sealed partial class FrameworkGrain
{
    private bool _publishScheduled;

    /// <inheritdoc />
    public Task Republish()
    {
        if (State.Info is not null)
        {
            MarkChanged();
            foreach (var taskId in State.Completed)
            {
                TaskOf(taskId).Republish().Ignore();
            }
        }

        return Task.CompletedTask;
    }

    private void MarkChanged()
    {
        if (!_publishScheduled)
        {
            _publishScheduled = true;
            PublishSoon().Ignore();
        }
    }

    private async Task PublishSoon()
    {
        await Task.Delay(Limits.ViewDelay, time);
        _publishScheduled = false;
        GrainFactory.GetGrain<IClusterViewGrain>(ViewShards.Of(FrameworkId))
            .Publish(new ViewChanges { Frameworks = [Describe()] }).Ignore();
    }

    private GetFrameworks.Types.Framework Describe()
    {
        var framework = new GetFrameworks.Types.Framework
        {
            FrameworkInfo = State.Info,
            Active = IsConnected,
            Connected = IsConnected,
            Recovered = false,
            RegisteredTime = Time(State.RegisteredAt),
        };
        if (State.ReregisteredAt is { } reregistered)
        {
            framework.ReregisteredTime = Time(reregistered);
        }

        if (State.RemovedAt is { } removed)
        {
            framework.UnregisteredTime = Time(removed);
        }

        if (State.Constraints is not null)
        {
            framework.OfferConstraints = State.Constraints;
        }

        foreach (var offer in _offers.Values)
        {
            framework.Offers.Add(offer.Offer);
            framework.OfferedResources.Add(offer.Offer.Resources);
        }

        return framework;
    }

    private static TimeInfo Time(DateTimeOffset moment) =>
        new() { Nanoseconds = (moment - DateTimeOffset.UnixEpoch).Ticks * 100 };
}
