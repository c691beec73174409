namespace MesosOrleans.Core.Allocation;

/// <summary>
/// Running total of charges at one node of a tree. A shared volume weighs once per agent however many copies are held.
/// </summary>
public sealed class ChargeAccount
{
    private Dictionary<(int Agent, int Volume), SharedCopy>? _shared;

    /// <summary>The totals in thousandths by scalar name index, shared volumes included.</summary>
    public ScalarVector Totals { get; } = new();

    /// <summary>Adds what <paramref name="charge"/> weighs on an agent.</summary>
    public void Add(int agent, ResourceCharge charge)
    {
        Totals.Add(charge.Scalars.Amounts);
        foreach (var copy in charge.Shared)
        {
            AddShared(agent, copy);
        }
    }

    /// <summary>Takes away what <paramref name="charge"/> weighs on an agent.</summary>
    public void Subtract(int agent, ResourceCharge charge)
    {
        Totals.Add(charge.Scalars.Amounts, -1);
        foreach (var copy in charge.Shared)
        {
            SubtractShared(agent, copy);
        }
    }

    /// <summary>Takes over everything another account holds (used when a leaf becomes a parent).</summary>
    public void CopyFrom(ChargeAccount other)
    {
        Totals.CopyFrom(other.Totals.Amounts);
        _shared = other._shared is null ? null : new(other._shared);
    }

    /// <summary>Takes everything another account holds away from this one (used when a leaf is removed).</summary>
    public void Subtract(ChargeAccount other)
    {
        Totals.Add(other.Totals.Amounts, -1);
        if (other._shared is null)
        {
            return;
        }

        foreach (var ((agent, _), copy) in other._shared)
        {
            // The line above took the volume's weight away once; it stays while another child holds a copy.
            Totals.Ref(copy.Name) += copy.Amount;
            SubtractShared(agent, copy);
        }
    }

    private void AddShared(int agent, SharedCopy copy)
    {
        _shared ??= [];
        var key = (agent, copy.Volume);
        if (_shared.TryGetValue(key, out var held))
        {
            _shared[key] = held with { Copies = held.Copies + copy.Copies };
            return;
        }

        _shared.Add(key, copy);
        Totals.Ref(copy.Name) += copy.Amount;
    }

    private void SubtractShared(int agent, SharedCopy copy)
    {
        var key = (agent, copy.Volume);
        if (_shared is null || !_shared.TryGetValue(key, out var held))
        {
            return;
        }

        if (held.Copies > copy.Copies)
        {
            _shared[key] = held with { Copies = held.Copies - copy.Copies };
            return;
        }

        _shared.Remove(key);
        Totals.Ref(copy.Name) -= copy.Amount;
    }
}
