namespace MesosOrleans.Core.Resources;

/// <summary>An amount of a name.</summary>
/// <param name="Name">The resource's name.</param>
/// <param name="Milli">The amount in thousandths.</param>
public readonly record struct ResourceQuantity(string Name, long Milli)
{
    /// <summary>The amount.</summary>
    public double Value => FixedPoint.ToDouble(Milli);

    /// <summary><c>cpus:1.5</c>.</summary>
    public override string ToString() => $"{Name}:{FixedPoint.Format(Milli)}";
}
