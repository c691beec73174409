using MesosOrleans.Core.Agents;
using MesosOrleans.Core.Resources;
using MesosOrleans.Core.Validation;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Offers;

/// <summary>Everything that the plan of an ACCEPT depends on.</summary>
public sealed record AcceptInput
{
    /// <summary>The framework.</summary>
    public required FrameworkInfo Framework { get; init; }

    /// <summary>The agent that the offers are from.</summary>
    public required string AgentId { get; init; }

    /// <summary>The role that the offers were made to.</summary>
    public required string Role { get; init; }

    /// <summary>The sum of the offers, allocated to the role.</summary>
    public required ResourceSet Offered { get; init; }

    /// <summary>The operations, in order.</summary>
    public required IReadOnlyList<Offer.Types.Operation> Operations { get; init; }

    /// <summary>The agent's ledger: ids and executors in use, its total and what of it is used. Not modified.</summary>
    public required AgentLedger Ledger { get; init; }

    /// <summary>Ids of wanted tasks that tasks on other agents have, so far as that was looked up.</summary>
    public IReadOnlyDictionary<string, TaskIdUse> UsedElsewhere { get; init; } = new Dictionary<string, TaskIdUse>();

    /// <summary>The agent as messages name it; its id unless set.</summary>
    public string? AgentText { get; init; }

    /// <summary>What the agent is capable of.</summary>
    public IReadOnlyCollection<AgentInfo.Types.Capability> AgentCapabilities { get; init; } = [];

    /// <summary>How many more operations the agent can keep until their scheduler acknowledges them.</summary>
    public int OperationSlots { get; init; } = int.MaxValue;
}
