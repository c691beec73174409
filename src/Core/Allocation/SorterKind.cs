namespace MesosOrleans.Core.Allocation;

/// <summary>Which sorter orders roles or frameworks.</summary>
public enum SorterKind
{
    /// <summary>Weighted dominant resource fairness.</summary>
    Drf,

    /// <summary>Weighted chance.</summary>
    Random,
}
