using MesosOrleans.Core.Roles;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Resources;

/// <summary>Records from and to messages.</summary>
internal static class ResourceCodec
{
    public static ResourceRecord? FromProto(Resource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        if (ResourceValidator.Validate(resource) is not null)
        {
            return null;
        }

        var key = KeyOf(resource);
        return key.Kind switch
        {
            ResourceKind.Scalar => new ResourceRecord(key, FixedPoint.FromDouble(resource.Scalar.Value), null),
            ResourceKind.Ranges => new ResourceRecord(key, 0, RangesOf(resource.Ranges)),
            _ => new ResourceRecord(key, 0, ValueSet.Of(resource.Set.Item)),
        };
    }

    /// <summary>A record for a message about what is wrong with it; null when it cannot be read as one at all.</summary>
    public static ResourceRecord? FromInvalid(Resource resource) =>
        resource is { HasType: true, Type: Value.Types.Type.Scalar, Scalar: not null, Disk: null }
        && resource.Reservations.All(reservation => reservation.HasType && reservation.HasRole)
        && FixedPoint.IsRepresentable(resource.Scalar.Value)
            ? new ResourceRecord(KeyOf(resource), FixedPoint.FromDouble(resource.Scalar.Value), null)
            : null;

    public static ValueRanges RangesOf(Value.Types.Ranges ranges)
    {
        var items = new ValueRange[ranges.Range.Count];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = new ValueRange(ranges.Range[i].Begin, ranges.Range[i].End);
        }

        return ValueRanges.Of(items);
    }

    public static Value.Types.Ranges ToProto(ValueRanges ranges)
    {
        var message = new Value.Types.Ranges();
        foreach (var range in ranges.AsSpan())
        {
            message.Range.Add(new Value.Types.Range { Begin = range.Begin, End = range.End });
        }

        return message;
    }

    public static Resource ToProto(ResourceRecord record, ResourceFormat format)
    {
        var resource = new Resource { Name = record.Name, Type = (Value.Types.Type)record.Kind };
        switch (record.Kind)
        {
            case ResourceKind.Scalar:
                resource.Scalar = new Value.Types.Scalar { Value = record.Value };
                break;
            case ResourceKind.Ranges:
                resource.Ranges = ToProto(record.Ranges);
                break;
            default:
                resource.Set = new Value.Types.Set { Item = { record.Items } };
                break;
        }

        WriteKey(resource, record.Key);
        WriteReservations(resource, record.Reservations, format);
        return resource;
    }

    public static void WriteReservations(Resource resource, ReservationStack stack, ResourceFormat format)
    {
        if (format == ResourceFormat.Pre && stack.IsRefined)
        {
            throw new InvalidOperationException(ResourceFormats.RefinedReservationsError);
        }

        if (format != ResourceFormat.Pre)
        {
            foreach (var reservation in stack)
            {
                resource.Reservations.Add(reservation.ToProto());
            }
        }

        if (format == ResourceFormat.Post || stack.IsRefined)
        {
            return;
        }

        resource.Role = stack.Role ?? RoleName.Default;
        if (stack.IsDynamic)
        {
            resource.Reservation = stack.Top!.ToPreProto();
        }
    }

    public static ReservationStack StackOf(Resource resource)
    {
        if (resource.Reservations.Count > 0)
        {
            var items = new Reservation[resource.Reservations.Count];
            for (var i = 0; i < items.Length; i++)
            {
                items[i] = Reservation.FromProto(resource.Reservations[i]);
            }

            return ReservationStack.Of(items);
        }

        if (!resource.HasRole || resource.Role == RoleName.Default)
        {
            return ReservationStack.Empty;
        }

        return ReservationStack.Of(resource.Reservation is { } reservation
            ? Reservation.FromProto(reservation, ReservationType.Dynamic, resource.Role)
            : new Reservation(ReservationType.Static, resource.Role));
    }

    private static ResourceKey KeyOf(Resource resource) => ResourceKey.Create(new ResourceKey.Fields(
        InternedText.Of(resource.Name),
        (ResourceKind)resource.Type,
        StackOf(resource),
        resource.AllocationInfo is { } allocation ? InternedText.Of(allocation.Role) : null,
        resource.Disk is null ? null : new ResourceDisk(resource.Disk),
        resource.ProviderId?.Value,
        resource.Revocable is not null,
        resource.Shared is not null));

    private static void WriteKey(Resource resource, ResourceKey key)
    {
        resource.Disk = key.Disk?.ToProto();
        if (key.AllocationRole is not null)
        {
            resource.AllocationInfo = new Resource.Types.AllocationInfo { Role = key.AllocationRole };
        }

        if (key.IsRevocable)
        {
            resource.Revocable = new Resource.Types.RevocableInfo();
        }

        if (key.IsShared)
        {
            resource.Shared = new Resource.Types.SharedInfo();
        }

        if (key.ProviderId is not null)
        {
            resource.ProviderId = new ResourceProviderID { Value = key.ProviderId };
        }
    }
}
