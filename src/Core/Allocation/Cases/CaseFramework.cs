using MesosOrleans.Core.Allocation.Tree;
using MesosOrleans.Core.Roles;

namespace MesosOrleans.Core.Allocation.Cases;

/// <summary>A framework of a case: what its grain would keep and tell its roles.</summary>
/// <param name="spec">What it is at first.</param>
/// <param name="isActive">Whether its scheduler is connected at first.</param>
public sealed class CaseFramework(FrameworkSpec spec, bool isActive)
{
    private readonly Dictionary<string, long> _revives = new(StringComparer.Ordinal);
    private bool _isActive = isActive;
    private long _session = 1;

    /// <summary>What it is.</summary>
    public FrameworkSpec Spec { get; set; } = spec;

    /// <summary>Number of its newest demand; never smaller than that of a framework of the same id before.</summary>
    public long Sequence { get; set; }

    /// <summary>Roles that it speaks to: a framework without any is one of the default role.</summary>
    public IEnumerable<string> Roles => Spec.Roles.DefaultIfEmpty(RoleName.Default);

    /// <summary>Connects or disconnects it.</summary>
    public void SetActive(bool isActive)
    {
        _session += _isActive && !isActive ? 1 : 0;
        _isActive = isActive;
    }

    /// <summary>The roles that a call means; null when the call is dropped because it names one that it is not subscribed to.</summary>
    public IReadOnlyCollection<string>? RolesMeant(IReadOnlyCollection<string> roles)
    {
        ArgumentNullException.ThrowIfNull(roles);
        return !roles.All(Spec.Roles.Contains) ? null : roles.Count == 0 ? [.. Spec.Roles] : roles;
    }

    /// <summary>Takes no offers of roles.</summary>
    public void Suppress(IEnumerable<string> roles) =>
        Spec = Spec with { SuppressedRoles = [.. Spec.SuppressedRoles.Union(roles)] };

    /// <summary>Takes offers of roles again.</summary>
    public void Revive(IReadOnlyCollection<string> roles)
    {
        ArgumentNullException.ThrowIfNull(roles);
        Spec = Spec with { SuppressedRoles = [.. Spec.SuppressedRoles.Except(roles)] };
        foreach (var role in roles)
        {
            _revives[role] = _revives.GetValueOrDefault(role) + 1;
        }
    }

    /// <summary>What it tells its roles.</summary>
    /// <param name="agents">All agents: of whichever it was asked to give back, it has not lost the wish.</param>
    public DemandState Demand(IEnumerable<string> agents) => new(CaseMessages.Framework(Spec), Sequence)
    {
        Active = _isActive,
        Session = _session,
        Suppressed = [.. Spec.SuppressedRoles],
        Constraints = Spec.Constraints.Source,
        Revives = new Dictionary<string, long>(_revives),
        InverseOffers = [.. agents],
    };
}
