using MesosOrleans.Core.Allocation;
using MesosOrleans.Core.Allocation.Cases;
using MesosOrleans.Grains.Interfaces.Allocation;

namespace MesosOrleans.Dev.AllocationCases;

/// <summary>A framework of a case: what its grain would keep and tell its roles.</summary>
internal sealed class CaseFramework
{
    private readonly Dictionary<string, long> _revives = new(StringComparer.Ordinal);
    private long _session = 1;

    /// <summary>What it is.</summary>
    public required FrameworkSpec Spec { get; set; }

    /// <summary>Number of its newest demand; never smaller than that of a framework of the same id before.</summary>
    public required long Sequence { get; set; }

    /// <summary>Whether its scheduler is connected.</summary>
    public bool IsActive { get; private set; } = true;

    /// <summary>Connects or disconnects it.</summary>
    public void SetActive(bool isActive)
    {
        _session += IsActive && !isActive ? 1 : 0;
        IsActive = isActive;
    }

    /// <summary>Takes offers of roles again.</summary>
    public void Revive(IEnumerable<string> roles)
    {
        foreach (var role in roles)
        {
            _revives[role] = _revives.GetValueOrDefault(role) + 1;
        }
    }

    /// <summary>What it tells a role.</summary>
    /// <param name="offers">Offers of the role that it has.</param>
    public FrameworkDemand Demand(IReadOnlyList<string> offers) => new()
    {
        Framework = CaseMessages.Framework(Spec),
        Sequence = Sequence,
        Active = IsActive,
        Session = _session,
        Suppressed = [.. Spec.SuppressedRoles],
        Constraints = Spec.Constraints.Source,
        Revives = new Dictionary<string, long>(_revives),
        Offers = offers,
    };
}
