namespace MesosOrleans.Core.Resources;

/// <summary>How a resource is counted. Numbers are those of the protocol.</summary>
public enum ResourceKind
{
    /// <summary>An amount in thousandths.</summary>
    Scalar = 0,

    /// <summary>A set of whole numbers, written as intervals.</summary>
    Ranges = 1,

    /// <summary>A set of strings.</summary>
    Set = 2,
}
