using MesosOrleans.Core.Agents;
using MesosOrleans.Core.Frameworks;
using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;
using AgentCapability = MesosOrleans.Protocol.V1.AgentInfo.Types.Capability.Types.Type;
using FrameworkCapability = MesosOrleans.Protocol.V1.FrameworkInfo.Types.Capability.Types.Type;
using OperationType = MesosOrleans.Protocol.V1.Offer.Types.Operation.Types.Type;

namespace MesosOrleans.Core.Offers;

/// <content>Operations on reservations, volumes and disks (http-api.md 5.2 to 5.4).</content>
internal sealed partial class AcceptRun
{
    private const string InvalidResources = "Operation attempted with invalid resources: ";

    private string AgentText => _input.AgentText ?? _input.AgentId;

    private bool IsSoundOperation(Offer.Types.Operation operation)
    {
        var invalid = OperationValidator.ValidatePayload(operation)
            ?? ResourceValidator.Validate(OperationConversions.ResourcesOf(operation));
        var error = invalid is not null
            ? InvalidResources + invalid
            : operation.Reserve is { Source.Count: > 0 }
                ? "Reservation updates are not yet implemented for the scheduler API."
                : FeedbackError(operation);
        if (error is not null)
        {
            Drop(operation, error);
        }

        return error is null;
    }

    // Who gives an operation an id wants to hear of it: the agent must be able to tell.
    private string? FeedbackError(Offer.Types.Operation operation)
    {
        if (operation.Id is null)
        {
            return null;
        }

        if (!HasCapability(AgentCapability.ResourceProvider))
        {
            return $"Operation requested feedback, but agent {_input.AgentId} does not have the required "
                + "RESOURCE_PROVIDER capability";
        }

        return OperationConversions.ResourcesOf(operation).All(resource => resource.ProviderId is null)
            && !HasCapability(AgentCapability.AgentOperationFeedback)
            ? $"Operation on agent default resources requested feedback, but agent {_input.AgentId} does not have the "
                + "required AGENT_OPERATION_FEEDBACK capability"
            : null;
    }

    private void Operate(Offer.Types.Operation operation)
    {
        if (OperationValidator.Validate(operation, OperationContextNow()) is { } invalid)
        {
            Drop(operation, $"{invalid}; on agent {AgentText}");
            return;
        }

        if (operation.Id is not null && _slots <= 0)
        {
            Drop(operation, $"Too many operations on agent {_input.AgentId} wait to be acknowledged");
            return;
        }

        if (Convert(operation, out var conversions) is { } error)
        {
            Drop(operation, error);
            return;
        }

        _slots -= operation.Id is null ? 0 : 1;
        _steps.Add(new PlannedOperation { Operation = operation, Conversions = conversions });
    }

    private string? Convert(Offer.Types.Operation operation, out IReadOnlyList<ResourceConversion> onAgent)
    {
        onAgent = [];
        var name = OperationValidator.NameOf(operation.Type);
        if (!OperationConversions.IsSpeculative(operation.Type))
        {
            // Disks are made by resource providers, which no agent has: none of their resources can be in the offers.
            var source = ResourceSet.FromProto(OperationConversions.ResourcesOf(operation));
            return $"Invalid {name} operation: {_remaining} does not contain {source}";
        }

        if (OperationConversions.TryGet(operation, out var conversions) is { } malformed)
        {
            return malformed;
        }

        if (OperationConversions.TryApply(_remaining, conversions, out var remaining) is { } missing)
        {
            return $"Invalid {name} operation: {missing}";
        }

        onAgent = [.. conversions.Select(conversion => conversion.Unallocate())];
        if (AgentLedger.TryConvert(_total, _used, onAgent, out var total) is { } outdated)
        {
            return $"Operation assumes outdated resource state: {outdated}";
        }

        _total = total;

        // A volume that was resized cannot be used by later operations of the same call.
        _remaining = operation.Type is OperationType.GrowVolume or OperationType.ShrinkVolume
            ? conversions.Aggregate(_remaining, static (rest, conversion) => rest - conversion.Consumed)
            : remaining;
        return null;
    }

    private OperationContext OperationContextNow() => new()
    {
        Principal = _input.Framework.HasPrincipal ? _input.Framework.Principal : null,
        FrameworkId = _input.Framework.Id.Value,
        FrameworkRoles = Capabilities.RolesOf(_input.Framework),
        FrameworkHasSharedResources = _input.Framework.Has(FrameworkCapability.SharedResources),
        AgentHasHierarchicalRole = HasCapability(AgentCapability.HierarchicalRole),
        AgentHasReservationRefinement = HasCapability(AgentCapability.ReservationRefinement),
        AgentHasResizeVolume = HasCapability(AgentCapability.ResizeVolume),
        Checkpointed = CheckpointedResources.Select(_total),
        Used = _used,
    };

    private bool HasCapability(AgentCapability type) =>
        _input.AgentCapabilities.Any(capability => capability.Type == type);

    // Internal form: post-refinement resources, allocated to the offers' role.
    private Offer.Types.Operation Normalise(Offer.Types.Operation original)
    {
        var operation = original.Clone();
        foreach (var resource in OperationConversions.ResourcesOf(operation))
        {
            resource.AllocationInfo ??= new Resource.Types.AllocationInfo { Role = _input.Role };
            ResourceFormats.Upgrade(resource);
        }

        return operation;
    }
}
