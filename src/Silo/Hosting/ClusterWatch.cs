using MesosOrleans.Silo.Api.V1.Scheduler;
using MesosOrleans.Silo.Link;

namespace MesosOrleans.Silo.Hosting;

/// <summary>
/// When a silo goes, its grains come up elsewhere: the streams of schedulers and agent nodes that this silo holds look for
/// them at once, and not only when their next look is due.
/// </summary>
internal sealed class ClusterWatch(ISiloStatusOracle silos, SessionRegistry sessions, LinkRegistry links)
    : IHostedService, ISiloStatusListener
{
    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        silos.SubscribeToSiloStatusEvents(this);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken)
    {
        silos.UnSubscribeFromSiloStatusEvents(this);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        if (status is SiloStatus.ShuttingDown or SiloStatus.Stopping or SiloStatus.Dead)
        {
            // Agents first: frameworks use them.
            links.Ask();
            sessions.Ask();
        }
    }
}
