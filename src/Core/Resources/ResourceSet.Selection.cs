namespace MesosOrleans.Core.Resources;

/// <content>Choosing parts of the collection.</content>
public sealed partial class ResourceSet
{
    /// <summary>Scalars cut down to quantities; a name without a quantity is dropped.</summary>
    /// <param name="target">How much of each name to keep at most.</param>
    /// <param name="random">Chooses among several records of one name.</param>
    /// <exception cref="InvariantViolationException">There is a target for a name that is not a scalar.</exception>
    public ResourceSet ShrinkTo(in ResourceQuantities target, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return ResourceShrink.ToQuantities(this, target, random);
    }

    /// <summary>Scalars cut down to limits; a name without a limit is kept whole.</summary>
    /// <param name="target">How much of each name to keep at most.</param>
    /// <param name="random">Chooses among several records of one name.</param>
    /// <exception cref="InvariantViolationException">There is a limit for a name that is not a scalar.</exception>
    public ResourceSet ShrinkTo(in ResourceLimits target, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return ResourceShrink.ToLimits(this, target, random);
    }

    /// <summary>
    /// Finds the wanted amounts, whatever they are reserved for: first reserved for the wanted role, then unreserved,
    /// then any.
    /// </summary>
    /// <returns>What was found, with the reservations it really has; null when anything is missing.</returns>
    public ResourceSet? Find(ResourceSet targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        var found = Empty;
        var rest = this;
        foreach (var target in targets._items)
        {
            if (rest.FindOne(target) is not { } part)
            {
                return null;
            }

            found += part;
            rest -= part;
        }

        return found;
    }

    private ResourceSet? FindOne(ResourceRecord target)
    {
        var role = target.ReservationRole;
        var missing = Of(target).ToUnreserved();
        var found = Empty;
        for (var pass = 0; pass < 3; pass++)
        {
            foreach (var record in _items)
            {
                if (PassOf(record, role) != pass)
                {
                    continue;
                }

                var candidate = Of(record.WithReservations(ReservationStack.Empty));
                var taken = candidate.Contains(missing) ? missing : missing.Contains(candidate) ? candidate : null;
                taken ??= Overlap(candidate, missing);
                if (taken.IsEmpty)
                {
                    continue;
                }

                found += Of(taken[0].WithReservations(record.Reservations));
                missing -= taken;
                if (missing.IsEmpty)
                {
                    return found;
                }
            }
        }

        return null;
    }

    private static int PassOf(ResourceRecord record, string? role) =>
        record.ReservationRole == role && role is not null ? 0 : record.IsReserved ? 2 : 1;

    // For ranges and sets neither of which contains the other.
    private static ResourceSet Overlap(ResourceSet left, ResourceSet right) => left - (left - right);
}
