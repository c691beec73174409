namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>What the root knows of one role.</summary>
internal sealed class RoleEntry
{
    /// <summary>The role's path.</summary>
    public required string Role { get; init; }

    /// <summary>Its handle in the sorter.</summary>
    public required int Client { get; init; }

    /// <summary>Life of the role's allocator that reported last.</summary>
    public long Epoch { get; set; }

    /// <summary>Newest report of that life.</summary>
    public long Sequence { get; set; }

    /// <summary>True while it takes offers.</summary>
    public bool Wanted { get; set; }

    /// <summary>Its frameworks.</summary>
    public IReadOnlyList<string> Frameworks { get; set; } = [];

    /// <summary>What each of its frameworks uses, in thousandths by name index; offers excluded.</summary>
    public Dictionary<string, ScalarVector> Used { get; } = new(StringComparer.Ordinal);
}
