namespace MesosOrleans.Core.Allocation;

/// <summary>Copies of one shared persistent volume.</summary>
/// <param name="Volume">Interned identity of the volume's record.</param>
/// <param name="Name">Scalar name index (always that of <c>disk</c> today).</param>
/// <param name="Amount">Size in thousandths, charged once however many copies there are.</param>
/// <param name="Copies">How many copies are added or taken away.</param>
public readonly record struct SharedCopy(int Volume, int Name, long Amount, int Copies);
