namespace MesosOrleans.Core.Allocation.Tables;

/// <summary>A refuse filter of one agent.</summary>
/// <param name="Slot">The framework in its role.</param>
/// <param name="Refused">Number of the refused resources.</param>
/// <param name="Expiry">End in ticks.</param>
internal readonly record struct RefuseFilter(int Slot, int Refused, long Expiry);
