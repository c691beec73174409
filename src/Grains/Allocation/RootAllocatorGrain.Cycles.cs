using MesosOrleans.Core.Allocation.Tree;
using MesosOrleans.Grains.Interfaces;
using MesosOrleans.Grains.Interfaces.Allocation;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.Grains.Allocation;

/// <summary>When cycles run, and how their offers reach the roles.</summary>
public sealed partial class RootAllocatorGrain
{
    // A role that does not answer holds back the next cycle for no longer than this.
    private static readonly TimeSpan PublicationPatience = TimeSpan.FromMilliseconds(200);

    // Messages overtake each other by milliseconds.
    private static readonly TimeSpan OrderPatience = TimeSpan.FromSeconds(1);
    private readonly CyclePace _pace = new();
    private readonly SendOrder _sendOrder = new(OrderPatience, time);
    private readonly RunTimes _runTimes = new();
    private readonly RunTimes _latencies = new();
    private int _changes;
    private bool _cycling;

    /// <inheritdoc />
    public async Task<CycleResult> Cycle(bool periodic, TimeSpan advance)
    {
        _manualNow += advance;
        if (_allocation.IsHeldOff && _manualNow - DateTimeOffset.UnixEpoch >= Settings.AgentRecoveryTimeout)
        {
            _allocation.EndRecovery();
        }

        if (!periodic && !_allocation.IsRunRequested)
        {
            return new CycleResult { Ran = false };
        }

        return await RunCycle(periodic, time.GetTimestamp());
    }

    private static string TopOf(string role) => role.IndexOf('/') is var slash and > 0 ? role[..slash] : role;

    private void CycleSoon()
    {
        if (!_cycling && !Settings.ManualAllocation && _allocation.IsRunRequested)
        {
            _cycling = true;
            RunCycles(time.GetTimestamp()).Ignore();
        }
    }

    private async Task RunCycles(long requested)
    {
        try
        {
            do
            {
                await Task.Delay(_pace.Linger, time);
                var started = time.GetTimestamp();
                await RunCycle(periodic: false, requested);
                requested = time.GetTimestamp();
                _pace.Ran(_changes, time.GetElapsedTime(started));
                _changes = 0;
            }
            while (_allocation.IsRunRequested);
        }
        catch (Exception exception)
        {
            LogCycleFailed(exception);
        }
        finally
        {
            _cycling = false;
        }
    }

    // Its timer starts again when this has ended: periodic cycles never overlap.
    private async Task OnInterval(CancellationToken cancellationToken)
    {
        try
        {
            await RunCycle(periodic: true, time.GetTimestamp());
        }
        catch (Exception exception)
        {
            LogCycleFailed(exception);
        }
    }

    private async Task<CycleResult> RunCycle(bool periodic, long requested)
    {
        await ReserveNumbers();
        var started = time.GetTimestamp();
        var run = _allocation.Run(Now, periodic);
        var decision = time.GetElapsedTime(started);
        var latency = time.GetElapsedTime(requested, started);
        _runTimes.Add(time.GetUtcNow(), decision);
        _latencies.Add(time.GetUtcNow(), latency);
        AllocatorMetrics.RecordCycle(decision, latency, run.Offers.Count);
        if (run.Offers.Count == 0 && run.InverseOffers.Count == 0)
        {
            return new CycleResult { Ran = true, Decision = decision };
        }

        if (_names.Left < 0 && !await TryCoverNames(run))
        {
            return new CycleResult { Ran = true, Decision = decision };
        }

        var composer = new OfferComposer(_allocation);
        RoleInverseOffer[] inverse = [.. run.InverseOffers.Select(composer.Compose)];
        var offers = await SendAll(run, composer, inverse);
        AllocatorMetrics.RecordPublished(time.GetElapsedTime(requested));
        return new CycleResult { Ran = true, Offers = offers, InverseOffers = inverse, Decision = decision, Published = time.GetElapsedTime(started) };
    }

    // Each role's batch is on its way while the next one is put together.
    private async Task<RoleOffer[]> SendAll(RootRun run, OfferComposer composer, RoleInverseOffer[] inverse)
    {
        var byTop = new Dictionary<string, (List<int> Offers, List<RoleInverseOffer> Inverse)>(StringComparer.Ordinal);
        for (var at = 0; at < run.Offers.Count; at++)
        {
            PartOf(byTop, run.Offers[at].Role).Offers.Add(at);
        }

        foreach (var offer in inverse)
        {
            PartOf(byTop, offer.Role).Inverse.Add(offer);
        }

        var composed = new RoleOffer[run.Offers.Count];
        var sends = new List<Task>(byTop.Count);
        foreach (var (top, part) in byTop)
        {
            var offers = new RoleOffer[part.Offers.Count];
            for (var i = 0; i < offers.Length; i++)
            {
                var at = part.Offers[i];
                offers[i] = composed[at] = composer.Compose(run.Offers[at]);
            }

            sends.Add(Send(top, new AssignBatch
            {
                RootEpoch = _allocation.Epoch,
                Batch = run.Batch,
                Offers = offers,
                InverseOffers = part.Inverse,
            }));
        }

        var all = Task.WhenAll(sends);
        await (Settings.ManualAllocation ? all : Task.WhenAny(all, Task.Delay(PublicationPatience, time)));
        return composed;
    }

    private static (List<int> Offers, List<RoleInverseOffer> Inverse) PartOf(
        Dictionary<string, (List<int> Offers, List<RoleInverseOffer> Inverse)> byTop, string role)
    {
        var top = TopOf(role);
        if (!byTop.TryGetValue(top, out var part))
        {
            byTop.Add(top, part = ([], []));
        }

        return part;
    }

    private Task Send(string top, AssignBatch batch) => _sendOrder.Send(top, () => SendNow(top, batch));

    private async Task SendNow(string top, AssignBatch batch)
    {
        var unanswered = batch.Offers.Select(offer => offer.Role).Concat(batch.Probes).ToHashSet(StringComparer.Ordinal);
        try
        {
            var reply = await GrainFactory.Find<IRoleAllocatorGrain>(top).Assign(batch);
            foreach (var ack in reply.Acks)
            {
                unanswered.Remove(ack.Role);
                _allocation.Acknowledge(ack.Role, ack.Epoch, batch.Batch, ack.Taken, Now);
            }
        }
        catch (Exception exception)
        {
            // Whether offers went out is not known: the next heartbeat asks.
            LogBatchFailed(exception, top);
        }

        foreach (var role in unanswered)
        {
            _allocation.Doubt(role);
        }

        CycleSoon();
    }

    // Ends when the others have answered; who need not know does not wait.
    private Task Carry(RootEffects effects)
    {
        if (effects.IsEmpty)
        {
            return Task.CompletedTask;
        }

        var sends = effects.Rescinds.Select(rescind => Rescind(rescind.Key, rescind.Value)).ToList();
        sends.AddRange(effects.Probes.GroupBy(TopOf).Select(group => Send(group.Key, new AssignBatch
        {
            RootEpoch = _allocation.Epoch,
            Batch = _allocation.NextBatch(),
            Probes = [.. group],
        })));
        if (effects.InverseOffers.Count > 0)
        {
            var composer = new OfferComposer(_allocation);
            sends.Add(SendAll(
                new RootRun(_allocation.NextBatch(), [], effects.InverseOffers), composer,
                [.. effects.InverseOffers.Select(composer.Compose)]));
        }

        return Task.WhenAll(sends);
    }

    private async Task Rescind(string role, IReadOnlyList<string> offers)
    {
        try
        {
            _allocation.Rescinded(await GrainFactory.Find<IRoleAllocatorGrain>(role).Rescind(offers), Now);
            CycleSoon();
        }
        catch (Exception exception)
        {
            // They stay held; the next heartbeat asks again.
            LogRescindFailed(exception, role);
        }
    }

    private async Task ReserveNumbers()
    {
        var wanted = Limits.OfferNumbersLeast + (2L * _allocation.AgentCount);
        if (_names.Left >= wanted)
        {
            return;
        }

        try
        {
            await Reserve((int)Math.Min(int.MaxValue, Math.Max(Limits.OfferNumbersBlock, 2 * wanted)));
        }
        catch (Exception) when (_names.Left >= Limits.OfferNumbersLeast)
        {
            // Enough for now; the next cycle tries again.
            LogNumbersScarce(_names.Left);
        }
    }

    private async Task<bool> Reserve(int count) => _names.Add(await Cluster.ReserveOfferNumbers(count), count);

    // A cycle used more numbers than were reserved: its offers wait until they are covered, or are taken back.
    private async Task<bool> TryCoverNames(RootRun run)
    {
        try
        {
            if (await Reserve((int)Math.Max(Limits.OfferNumbersBlock, -2 * _names.Left)))
            {
                return true;
            }
        }
        catch (Exception exception)
        {
            LogCycleFailed(exception);
        }

        _allocation.EndOffers([.. run.Offers.Select(offer => new EndedOffer(offer.Id, offer.FrameworkId))], Now);
        return false;
    }

    [LoggerMessage(1303, LogLevel.Error, "An allocation cycle failed")]
    private partial void LogCycleFailed(Exception exception);

    [LoggerMessage(1304, LogLevel.Warning, "Role {Role} did not answer its batch; it is asked again")]
    private partial void LogBatchFailed(Exception exception, string role);

    [LoggerMessage(1305, LogLevel.Warning, "Role {Role} did not rescind its offers; it is asked again")]
    private partial void LogRescindFailed(Exception exception, string role);

    [LoggerMessage(1306, LogLevel.Warning, "Numbers for offers could not be reserved; {Left} are left")]
    private partial void LogNumbersScarce(long left);
}
