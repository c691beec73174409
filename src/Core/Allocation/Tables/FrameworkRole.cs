namespace MesosOrleans.Core.Allocation.Tables;

/// <summary>A framework in one of its roles: a client of that role's sorter, and a slot in the bitmaps.</summary>
internal sealed class FrameworkRole(int slot, FrameworkRow framework, TrackedRole role)
{
    /// <summary>Dense number; reused after removal.</summary>
    public int Slot { get; } = slot;

    public FrameworkRow Framework { get; } = framework;

    public TrackedRole Role { get; } = role;

    /// <summary>Handle in the role's framework sorter.</summary>
    public int Client { get; set; }

    /// <summary>On how many agents it holds something.</summary>
    public int AgentsHeld { get; set; }

    /// <summary>Alternatives of least amounts, each (scalar name index, thousandths); none accepts anything.</summary>
    public (int Name, long Amount)[][] Minimum { get; set; } = [];

    /// <summary>True when an offer of these resources is worth making at all.</summary>
    public bool MeetsMinimum(ReadOnlySpan<long> quantities)
    {
        if (Minimum.Length == 0)
        {
            return quantities.ContainsAnyExcept(0L);
        }

        foreach (var alternative in Minimum)
        {
            var met = true;
            foreach (var (name, amount) in alternative)
            {
                met &= (name < quantities.Length ? quantities[name] : 0) >= amount;
            }

            if (met)
            {
                return quantities.ContainsAnyExcept(0L);
            }
        }

        return false;
    }
}
