namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>An offer that is out, in the book of the role that published it.</summary>
/// <param name="OfferId">Its id.</param>
/// <param name="FrameworkId">The framework that has it.</param>
/// <param name="AgentId">The agent.</param>
/// <param name="MadeAt">When it was published.</param>
public sealed record OpenOffer(string OfferId, string FrameworkId, string AgentId, DateTimeOffset MadeAt);
