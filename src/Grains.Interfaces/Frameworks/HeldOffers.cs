using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Grains.Interfaces.Frameworks;

/// <summary>
/// Offers that a scheduler holds, as far as the holder of its connection can tell from what went by: when the framework's
/// grain has come up anew without them, somebody must know what there is to rescind. Thread-safe.
/// </summary>
public sealed class HeldOffers
{
    /// <summary>Offers remembered; a scheduler that holds more finds out about the rest when it uses them.</summary>
    public const int CountMax = 10_000;

    private readonly Lock _gate = new();
    private HashSet<string>? _ids;

    /// <summary>Takes in what a batch says of offers.</summary>
    public void Take(SchedulerEvents batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.EndedOffers.Count > 0)
        {
            Remove(batch.EndedOffers);
        }

        foreach (var item in batch.Events)
        {
            switch (item.Type)
            {
                case Event.Types.Type.Offers:
                    Add(item.Offers);
                    break;
                case Event.Types.Type.Rescind:
                    Remove([item.Rescind.OfferId.Value]);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>The ids of the offers.</summary>
    public IReadOnlyList<string> List()
    {
        lock (_gate)
        {
            return _ids is null ? [] : [.. _ids];
        }
    }

    private void Add(Event.Types.Offers offers)
    {
        lock (_gate)
        {
            _ids ??= new HashSet<string>(StringComparer.Ordinal);
            foreach (var offer in offers.Offers_)
            {
                if (_ids.Count < CountMax)
                {
                    _ids.Add(offer.Id.Value);
                }
            }
        }
    }

    private void Remove(IReadOnlyList<string> ids)
    {
        lock (_gate)
        {
            foreach (var id in ids)
            {
                _ids?.Remove(id);
            }

            // An idle session holds no table.
            if (_ids is { Count: 0 })
            {
                _ids = null;
            }
        }
    }
}
