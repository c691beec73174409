using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Batch;

/// <summary>
/// Cuts tasks' resources out of one offer. What it hands out names the same reservations and the same role as the
/// offer, so that the sum of it is contained in the offer.
/// </summary>
public sealed class OfferPacker
{
    private const double ThousandthsPerUnit = 1000;
    private readonly List<(Resource Resource, long Left)> _pieces = [];

    /// <summary>Starts with everything in the offer that a task may consume: scalars without a volume, not revocable.</summary>
    public OfferPacker(Offer offer)
    {
        foreach (var resource in offer.Resources)
        {
            if (resource.Type == Value.Types.Type.Scalar && resource.Scalar is not null
                && resource.Disk is null && resource.Revocable is null && resource.Shared is null)
            {
                var left = (long)Math.Round(resource.Scalar.Value * ThousandthsPerUnit, MidpointRounding.AwayFromZero);
                _pieces.Add((resource, left));
            }
        }
    }

    /// <summary>Takes a demand out of what is left.</summary>
    /// <returns>The resources for the task, or null when the offer has too little left; nothing is taken then.</returns>
    public IReadOnlyList<Resource>? TryTake(ResourceDemand demand)
    {
        foreach (var (name, amount) in demand.Thousandths)
        {
            if (_pieces.Where(piece => piece.Resource.Name == name).Sum(piece => piece.Left) < amount)
            {
                return null;
            }
        }

        var taken = new List<Resource>();
        foreach (var (name, amount) in demand.Thousandths)
        {
            Take(name, amount, taken);
        }

        return taken;
    }

    private void Take(string name, long amount, List<Resource> taken)
    {
        for (var index = 0; index < _pieces.Count && amount > 0; index++)
        {
            var (resource, left) = _pieces[index];
            var share = Math.Min(left, amount);
            if (resource.Name != name || share == 0)
            {
                continue;
            }

            var part = resource.Clone();
            part.Scalar.Value = share / ThousandthsPerUnit;
            taken.Add(part);
            _pieces[index] = (resource, left - share);
            amount -= share;
        }
    }
}
