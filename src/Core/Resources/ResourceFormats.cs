using System.Collections;
using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Resources;

/// <summary>Changes the format of reservations in messages, in place.</summary>
public static class ResourceFormats
{
    /// <summary>Why a message cannot be written for a peer without RESERVATION_REFINEMENT.</summary>
    public const string RefinedReservationsError = "Cannot downgrade resources containing refined reservations";

    private static readonly ConcurrentDictionary<MessageDescriptor, bool> Carriers = new();

    /// <summary>Brings a valid resource into the internal form.</summary>
    public static void Upgrade(Resource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        var stack = ResourceCodec.StackOf(resource);
        Rewrite(resource, stack, ResourceFormat.Post);
    }

    /// <summary>Brings a resource in the internal form into another.</summary>
    /// <returns>The reason when that cannot be, and the resource is as before; null when it is done.</returns>
    public static string? TryDowngrade(Resource resource, ResourceFormat format)
    {
        ArgumentNullException.ThrowIfNull(resource);
        var stack = ResourceCodec.StackOf(resource);
        if (format == ResourceFormat.Pre && stack.IsRefined)
        {
            return RefinedReservationsError;
        }

        Rewrite(resource, stack, format);
        return null;
    }

    /// <summary>Brings every resource anywhere in a message into the internal form.</summary>
    public static void UpgradeAll(IMessage message) => Walk(message, static resource =>
    {
        Upgrade(resource);
        return null;
    });

    /// <summary>Brings every resource anywhere in a message into another form; stops at the first that cannot be.</summary>
    /// <returns>The reason when one cannot be; then part of the message is converted already. Null when all is done.</returns>
    public static string? TryDowngradeAll(IMessage message, ResourceFormat format) =>
        Walk(message, resource => TryDowngrade(resource, format));

    private static void Rewrite(Resource resource, ReservationStack stack, ResourceFormat format)
    {
        resource.ClearRole();
        resource.Reservation = null;
        resource.Reservations.Clear();
        ResourceCodec.WriteReservations(resource, stack, format);
    }

    private static string? Walk(IMessage message, Func<Resource, string?> convert)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message is Resource resource)
        {
            return convert(resource);
        }

        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            if (field.FieldType != FieldType.Message || field.IsMap || !CanCarry(field.MessageType))
            {
                continue;
            }

            foreach (var nested in Messages(field.Accessor.GetValue(message)))
            {
                if (Walk(nested, convert) is { } error)
                {
                    return error;
                }
            }
        }

        return null;
    }

    private static IEnumerable<IMessage> Messages(object? value) => value switch
    {
        IMessage message => [message],
        IList list => list.Cast<IMessage>(),
        _ => [],
    };

    private static bool CanCarry(MessageDescriptor type)
    {
        if (!Carriers.TryGetValue(type, out var carries))
        {
            carries = Reaches(type, []);
            Carriers[type] = carries;
        }

        return carries;
    }

    // Message types refer to each other in circles, hence the set of those seen.
    private static bool Reaches(MessageDescriptor type, HashSet<MessageDescriptor> seen) =>
        type == Resource.Descriptor
        || (seen.Add(type) && type.Fields.InDeclarationOrder().Any(
            field => field.FieldType == FieldType.Message && !field.IsMap && Reaches(field.MessageType, seen)));
}
