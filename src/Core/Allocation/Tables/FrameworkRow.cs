namespace MesosOrleans.Core.Allocation.Tables;

/// <summary>A framework as the allocator knows it.</summary>
internal sealed class FrameworkRow(FrameworkSpec spec)
{
    public string Id { get; } = spec.Id;

    public FrameworkSpec Spec { get; set; } = spec;

    public bool IsActive { get; set; }

    /// <summary>Roles it is subscribed to.</summary>
    public HashSet<string> Roles { get; } = new(spec.Roles, StringComparer.Ordinal);

    public HashSet<string> SuppressedRoles { get; } = new(spec.SuppressedRoles, StringComparer.Ordinal);

    /// <summary>Roles it is tracked under: subscribed, or still holding something.</summary>
    public Dictionary<string, FrameworkRole> Tracked { get; } = new(StringComparer.Ordinal);

    /// <summary>End of the inverse filter by agent index, in ticks.</summary>
    public Dictionary<int, long> InverseFilters { get; } = [];

    public bool WantsOffersIn(string role) => IsActive && Roles.Contains(role) && !SuppressedRoles.Contains(role);
}
