using MesosOrleans.Core.Allocation.Tree;
using MesosOrleans.Core.Roles;
using MesosOrleans.Grains.Interfaces;
using MesosOrleans.Grains.Interfaces.Allocation;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.Grains.Allocation;

/// <summary>Batches from the root: what is for this role is published, the rest is passed on.</summary>
public sealed partial class RoleAllocatorGrain
{
    /// <inheritdoc />
    public async Task<AssignReply> Assign(AssignBatch batch)
    {
        var parts = new Dictionary<string, AssignBatch>(StringComparer.Ordinal);
        var own = batch;
        if (HasBelow(batch))
        {
            own = PartOf(batch, role => role == Role);
            var children = batch.Offers.Select(offer => offer.Role)
                .Concat(batch.InverseOffers.Select(offer => offer.Role)).Concat(batch.Probes)
                .Select(_allocation.ChildToward).OfType<string>().Distinct(StringComparer.Ordinal);
            foreach (var child in children)
            {
                parts.Add(child, PartOf(batch, role => RoleName.IsInSubtree(role, child)));
            }
        }

        var acks = new List<RoleAck>();
        var relayed = parts.Select(part => Pass(part.Key, part.Value)).ToList();
        if (own.Offers.Count > 0 || own.InverseOffers.Count > 0 || own.Probes.Count > 0)
        {
            acks.Add(await TakeOwn(own));
        }

        foreach (var reply in await Task.WhenAll(relayed))
        {
            acks.AddRange(reply);
        }

        return new AssignReply { Acks = acks };
    }

    private bool HasBelow(AssignBatch batch) =>
        batch.Offers.Any(offer => offer.Role != Role) || batch.InverseOffers.Any(offer => offer.Role != Role)
        || batch.Probes.Any(role => role != Role);

    private static AssignBatch PartOf(AssignBatch batch, Func<string, bool> isMeant) => batch with
    {
        Offers = [.. batch.Offers.Where(offer => isMeant(offer.Role))],
        InverseOffers = [.. batch.InverseOffers.Where(offer => isMeant(offer.Role))],
        Probes = [.. batch.Probes.Where(isMeant)],
    };

    private async Task<IReadOnlyList<RoleAck>> Pass(string child, AssignBatch batch)
    {
        try
        {
            return (await GrainFactory.Find<IRoleAllocatorGrain>(child).Assign(batch)).Acks;
        }
        catch (Exception exception)
        {
            // The root misses the answer and asks.
            LogPassFailed(exception, child);
            return [];
        }
    }

    private async Task<RoleAck> TakeOwn(AssignBatch batch)
    {
        if (!_allocation.TryBegin(batch.RootEpoch, batch.Batch, out var forgotten))
        {
            if (batch.Offers.Count > 0)
            {
                // With the list of what is out the root takes back at once what it takes for published.
                Report(_allocation.Report(whole: true));
            }

            return new RoleAck { Role = Role, Epoch = _allocation.Epoch, Taken = false };
        }

        // Offers of a former life of the root: their frameworks are told, the new root never heard of them.
        MakeVoid(forgotten).Ignore();
        var now = time.GetUtcNow();
        var byFramework = new Dictionary<string, List<RoleOffer>>(StringComparer.Ordinal);
        var refused = new List<OfferEnd>();
        foreach (var offer in batch.Offers)
        {
            if (!_allocation.TryAdd(new OpenOffer(offer.OfferId, offer.FrameworkId, offer.Agent.AgentId, now)))
            {
                refused.Add(new OfferEnd { OfferId = offer.OfferId, FrameworkId = offer.FrameworkId });
                continue;
            }

            if (!byFramework.TryGetValue(offer.FrameworkId, out var offers))
            {
                byFramework.Add(offer.FrameworkId, offers = []);
            }

            offers.Add(offer);
        }

        Return(refused);
        var sends = byFramework.Select(part => Publish(part.Key, new OfferBatch
        {
            Role = Role,
            RootEpoch = batch.RootEpoch,
            Offers = part.Value,
        })).Concat(batch.InverseOffers.GroupBy(offer => offer.Offer.FrameworkId.Value).Select(group => Publish(group.Key, new OfferBatch
        {
            Role = Role,
            RootEpoch = batch.RootEpoch,
            InverseOffers = [.. group.Where(offer => !offer.Rescinded).Select(offer => offer.Offer)],
            RescindedInverse = [.. group.Where(offer => offer.Rescinded).Select(offer => offer.Offer.AgentId.Value)],
        })));
        await Task.WhenAll(sends);
        return new RoleAck { Role = Role, Epoch = _allocation.Epoch, Taken = true };
    }

    private async Task Publish(string frameworkId, OfferBatch batch)
    {
        try
        {
            await this.GetStreamProvider(OfferStreams.Provider)
                .GetStream<OfferBatch>(StreamId.Create(OfferStreams.Namespace, frameworkId))
                .OnNextAsync(batch);
        }
        catch (Exception exception)
        {
            // The framework's next heartbeat shows what it has not got.
            LogPublishFailed(exception, frameworkId);
        }
    }

    [LoggerMessage(1313, LogLevel.Warning, "Role {Role} did not answer its part of a batch")]
    private partial void LogPassFailed(Exception exception, string role);

    [LoggerMessage(1314, LogLevel.Warning, "Offers to framework {FrameworkId} could not be published")]
    private partial void LogPublishFailed(Exception exception, string frameworkId);
}
