using MesosOrleans.Core.Allocation;
using MesosOrleans.Core.Allocation.Cases;
using MesosOrleans.Core.Allocation.Tree;

namespace MesosOrleans.Core.Tests.Allocation;

/// <summary>A framework, and what it tells its roles.</summary>
internal sealed class CoreTreeFramework
{
    private readonly Dictionary<string, long> _revives = new(StringComparer.Ordinal);
    private long _session = 1;

    public required FrameworkSpec Spec { get; set; }

    public required bool IsActive { get; set; }

    public void SetActive(bool isActive)
    {
        _session += IsActive && !isActive ? 1 : 0;
        IsActive = isActive;
    }

    public void Revive(IEnumerable<string> roles)
    {
        foreach (var role in roles)
        {
            _revives[role] = _revives.GetValueOrDefault(role) + 1;
        }
    }

    /// <summary>What it tells its roles.</summary>
    /// <param name="sequence">Number of this word.</param>
    /// <param name="agents">All agents: of whichever it was asked to give back, it has not lost the wish.</param>
    public DemandState Demand(long sequence, IEnumerable<string> agents) => new(CaseMessages.Framework(Spec), sequence)
    {
        Active = IsActive,
        Session = _session,
        Suppressed = [.. Spec.SuppressedRoles],
        Constraints = Spec.Constraints.Source,
        Revives = new Dictionary<string, long>(_revives),
        InverseOffers = [.. agents],
    };
}
