using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>A piece on its way back to the root.</summary>
/// <param name="Id">The piece.</param>
/// <param name="FrameworkId">The framework that had it.</param>
/// <param name="Used">What of it is used now.</param>
/// <param name="LedgerVersion">Version of the agent's ledger that first contains it.</param>
public sealed record EndedPiece(long Id, string FrameworkId, ResourceSet Used, long LedgerVersion);
