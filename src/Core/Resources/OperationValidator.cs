using MesosOrleans.Protocol.V1;
using OperationType = MesosOrleans.Protocol.V1.Offer.Types.Operation.Types.Type;

namespace MesosOrleans.Core.Resources;

/// <summary>
/// Says what is wrong with an operation on reservations, volumes and disks; null when it may go ahead. Whether the
/// resources are there is found when it is applied.
/// </summary>
public static class OperationValidator
{
    /// <summary>Checks any operation except LAUNCH and LAUNCH_GROUP, which are a matter of tasks.</summary>
    public static string? Validate(Offer.Types.Operation operation, OperationContext context)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(context);
        if (ValidatePayload(operation) is { } missing)
        {
            return missing;
        }

        var resources = OperationConversions.ResourcesOf(operation);
        if (ResourceListValidator.Validate(resources) is { } invalid)
        {
            return invalid;
        }

        // Not merged, so that each message of the caller is judged.
        ResourceRecord[] records = [.. resources.Select(ResourceRecord.FromProto).OfType<ResourceRecord>()];
        if (ResourceListValidator.ValidateProvider(records) is { } mixed)
        {
            return $"Invalid resources: {mixed}";
        }

        if (records.Length == 0 && MinimumOf(operation.Type) == 0)
        {
            // Odd, but that is how Mesos tells that there is nothing.
            return "Invalid resources: The resources have multiple resource providers: ";
        }

        if (records.Length < MinimumOf(operation.Type))
        {
            return "Operation contains no resources";
        }

        return operation.Type switch
        {
            OperationType.Reserve => ReserveValidator.Validate(operation.Reserve, context),
            OperationType.Unreserve => ReserveValidator.ValidateUnreserve(records),
            OperationType.Create => VolumeValidator.ValidateCreate(records, context),
            OperationType.Destroy => VolumeValidator.ValidateDestroy(records, context),
            OperationType.GrowVolume => ResizeValidator.ValidateGrow(records[0], records[1], context),
            OperationType.ShrinkVolume =>
                ResizeValidator.ValidateShrink(records[0], operation.ShrinkVolume.Subtract?.Value ?? 0, context),
            OperationType.CreateDisk => DiskOperationValidator.ValidateCreate(records[0], operation.CreateDisk),
            OperationType.DestroyDisk => DiskOperationValidator.ValidateDestroy(records[0]),
            _ => null,
        };
    }

    /// <summary>Checks that the field named for the operation's type is set.</summary>
    public static string? ValidatePayload(Offer.Types.Operation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var (field, payload) = operation.Type switch
        {
            OperationType.Launch => ("launch", operation.Launch as object),
            OperationType.LaunchGroup => ("launch_group", operation.LaunchGroup),
            OperationType.Reserve => ("reserve", operation.Reserve),
            OperationType.Unreserve => ("unreserve", operation.Unreserve),
            OperationType.Create => ("create", operation.Create),
            OperationType.Destroy => ("destroy", operation.Destroy),
            OperationType.GrowVolume => ("grow_volume", operation.GrowVolume),
            OperationType.ShrinkVolume => ("shrink_volume", operation.ShrinkVolume),
            OperationType.CreateDisk => ("create_disk", operation.CreateDisk),
            OperationType.DestroyDisk => ("destroy_disk", operation.DestroyDisk),
            _ => (string.Empty, null),
        };
        if (field.Length == 0)
        {
            return "Unknown operation";
        }

        if (payload is not null)
        {
            return null;
        }

        var name = NameOf(operation.Type);
        var article = name is "UNRESERVE" ? "An" : "A";
        return $"{article} {name} offer operation must have the Offer.Operation.{field} field set.";
    }

    /// <summary>The name of a type as the protocol writes it.</summary>
    public static string NameOf(OperationType type) => type switch
    {
        OperationType.LaunchGroup => "LAUNCH_GROUP",
        OperationType.GrowVolume => "GROW_VOLUME",
        OperationType.ShrinkVolume => "SHRINK_VOLUME",
        OperationType.CreateDisk => "CREATE_DISK",
        OperationType.DestroyDisk => "DESTROY_DISK",
        _ => type.ToString().ToUpperInvariant(),
    };

    // JSON and protobuf may leave out what the operation cannot do without.
    private static int MinimumOf(OperationType type) => type switch
    {
        OperationType.GrowVolume => 2,
        OperationType.ShrinkVolume or OperationType.CreateDisk or OperationType.DestroyDisk => 1,
        _ => 0,
    };

    // RESERVE and CREATE ask the same of an agent.
    internal static string? ValidateAgent(ResourceRecord record, OperationContext context, string subject, string verb)
    {
        if (!context.AgentHasHierarchicalRole && record.ReservationRole is { } role && Roles.RoleName.IsHierarchical(role))
        {
            return $"{subject} {record} with reservation for hierarchical role '{role}' cannot be {verb} "
                + "on an agent without HIERARCHICAL_ROLE capability";
        }

        return !context.AgentHasReservationRefinement && record.Reservations.IsRefined
            ? $"{subject} {record} with reservation refinement cannot be {verb} "
                + "on an agent without RESERVATION_REFINEMENT capability"
            : null;
    }
}
