namespace MesosOrleans.Bench.Allocator;

/// <summary>A cycle of the tree.</summary>
/// <param name="Published">Milliseconds from its start until every role had published its offers.</param>
/// <param name="Decision">Milliseconds of the decision.</param>
/// <param name="Offers">How many offers it made.</param>
/// <param name="Allocated">Bytes that the whole process allocated meanwhile.</param>
internal sealed record TreeCycle(double Published, double Decision, int Offers, long Allocated);
