using System.Collections;

namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>Offers of one role, in no order: each knows its place, so that adding and removing one costs the same in a large pile.</summary>
internal sealed class OfferPile : IReadOnlyCollection<OutOffer>
{
    private readonly List<OutOffer> _offers = [];

    /// <inheritdoc/>
    public int Count => _offers.Count;

    /// <summary>Adds an offer that is in no pile.</summary>
    public void Add(OutOffer offer)
    {
        offer.PlaceInPile = _offers.Count;
        _offers.Add(offer);
    }

    /// <summary>Removes an offer of this pile.</summary>
    public void Remove(OutOffer offer)
    {
        Invariant.Check(
            offer.PlaceInPile < _offers.Count && ReferenceEquals(_offers[offer.PlaceInPile], offer),
            $"offer {offer.Id} is not where it was put");
        var last = _offers[^1];
        _offers[offer.PlaceInPile] = last;
        last.PlaceInPile = offer.PlaceInPile;
        _offers.RemoveAt(_offers.Count - 1);
    }

    /// <inheritdoc/>
    public IEnumerator<OutOffer> GetEnumerator() => _offers.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _offers.GetEnumerator();
}
