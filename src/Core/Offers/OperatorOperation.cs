using MesosOrleans.Core.Agents;
using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;
using AgentCapability = MesosOrleans.Protocol.V1.AgentInfo.Types.Capability.Types.Type;
using OperationType = MesosOrleans.Protocol.V1.Offer.Types.Operation.Types.Type;

namespace MesosOrleans.Core.Offers;

/// <summary>Operations that an operator asks of an agent (http-api.md 9.2).</summary>
public static class OperatorOperation
{
    /// <summary>Checks an operation and says what it does to the agent's resources.</summary>
    /// <param name="operation">RESERVE, UNRESERVE, CREATE, DESTROY, GROW_VOLUME or SHRINK_VOLUME, its resources in whichever format.</param>
    /// <param name="principal">The authenticated operator, or null.</param>
    /// <param name="ledger">The agent's ledger. Not modified.</param>
    /// <param name="capabilities">What the agent is capable of.</param>
    /// <param name="agentText">The agent as messages name it.</param>
    /// <param name="conversions">The steps, unallocated; empty on failure.</param>
    /// <returns>What is wrong; null on success. Whether the resources are there is not checked.</returns>
    public static string? TryPlan(
        Offer.Types.Operation operation,
        string? principal,
        AgentLedger ledger,
        IReadOnlyCollection<AgentInfo.Types.Capability> capabilities,
        string agentText,
        out IReadOnlyList<ResourceConversion> conversions)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(ledger);
        conversions = [];
        if (ResourceValidator.Validate(OperationConversions.ResourcesOf(operation)) is { } malformed)
        {
            return malformed;
        }

        var upgraded = operation.Clone();
        foreach (var resource in OperationConversions.ResourcesOf(upgraded))
        {
            ResourceFormats.Upgrade(resource);
        }

        var context = new OperationContext
        {
            Principal = principal,
            AgentHasHierarchicalRole = Has(capabilities, AgentCapability.HierarchicalRole),
            AgentHasReservationRefinement = Has(capabilities, AgentCapability.ReservationRefinement),
            AgentHasResizeVolume = Has(capabilities, AgentCapability.ResizeVolume),
            Checkpointed = ledger.Checkpointed,
            Used = ledger.Used,
        };
        if (OperationValidator.Validate(upgraded, context) is { } invalid)
        {
            var name = OperationValidator.NameOf(operation.Type);
            return operation.Type is OperationType.Unreserve or OperationType.Destroy
                ? $"Invalid {name} operation: {invalid}"
                : $"Invalid {name} operation on agent {agentText}: {invalid}";
        }

        return OperationConversions.TryGet(upgraded, out conversions);
    }

    private static bool Has(IReadOnlyCollection<AgentInfo.Types.Capability> capabilities, AgentCapability type) =>
        capabilities.Any(capability => capability.Type == type);
}
