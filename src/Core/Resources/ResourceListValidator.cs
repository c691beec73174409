using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Resources;

/// <summary>
/// Rules of the resources of tasks, executors and operations, beyond those of a single resource. Every method gives
/// what is wrong, or null.
/// </summary>
public static class ResourceListValidator
{
    private const string InvalidDisk = "Invalid DiskInfo: ";

    /// <summary>All rules of a list whose resources need not be allocated.</summary>
    public static string? Validate(IReadOnlyCollection<Resource> resources)
    {
        ArgumentNullException.ThrowIfNull(resources);
        if (ResourceValidator.Validate(resources) is { } error)
        {
            return $"Invalid resources: {error}";
        }

        // Not merged: two volumes of one id must stay two.
        var records = resources.Select(ResourceRecord.FromProto).OfType<ResourceRecord>().ToArray();
        return First(records, ValidateGpus) ?? First(records, ValidateDisk) ?? First(records, ValidateReservation);
    }

    /// <summary>The rules of the resources of a task or an executor.</summary>
    public static string? ValidateConsumer(IReadOnlyCollection<Resource> resources)
    {
        if (Validate(resources) is { } error)
        {
            return error;
        }

        var records = resources.Select(ResourceRecord.FromProto).OfType<ResourceRecord>().ToArray();
        return ValidateUniquePersistenceIds(records)
            ?? ValidateRevocable(records)
            ?? ValidateAllocation(records);
    }

    /// <summary>No two volumes of one reservation role have the same id, a shared volume's copies apart.</summary>
    public static string? ValidateUniquePersistenceIds(IEnumerable<ResourceRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        var seen = new HashSet<(string Role, string Id)>();
        foreach (var record in records)
        {
            if (record.Disk?.PersistenceId is { } id && !seen.Add((record.ReservationRole ?? string.Empty, id)))
            {
                return $"Persistence ID '{id}' is not unique";
            }
        }

        return null;
    }

    /// <summary>No name comes both revocable and not.</summary>
    public static string? ValidateRevocable(IEnumerable<ResourceRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        var seen = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var record in records)
        {
            if (!seen.TryAdd(record.Name, record.IsRevocable) && seen[record.Name] != record.IsRevocable)
            {
                return $"Cannot use both revocable and non-revocable '{record.Name}' at the same time";
            }
        }

        return null;
    }

    /// <summary>All are allocated, to one role.</summary>
    public static string? ValidateAllocation(IEnumerable<ResourceRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        string? role = null;
        foreach (var record in records)
        {
            if (record.AllocationRole is not { } allocated)
            {
                return "The resources are not allocated to a role";
            }

            role ??= allocated;
            if (role != allocated)
            {
                return $"The resources have multiple allocation roles ('{role}' and '{allocated}') "
                    + "but only one allocation role is allowed";
            }
        }

        return null;
    }

    /// <summary>All come from one resource provider, or all from none.</summary>
    public static string? ValidateProvider(IEnumerable<ResourceRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        string?[] providers = [.. records.Select(record => record.ProviderId).Distinct(StringComparer.Ordinal)];
        if (providers.Length < 2)
        {
            return null;
        }

        return Array.Exists(providers, provider => provider is null)
            ? "Some resources have a resource provider and some do not"
            : $"The resources have multiple resource providers: {string.Join(", ", providers)}";
    }

    /// <summary>
    /// A task and its executor use no port or item twice: then the sum would be smaller than its parts.
    /// </summary>
    public static string? ValidateNoOverlap(ResourceSet task, ResourceSet executor)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(executor);
        var parts = task.NonShared.Quantities + executor.NonShared.Quantities;
        return parts == (task.NonShared + executor.NonShared).Quantities
            ? null
            : $"There are overlapping resources in the task resources {task} and executor resources {executor}";
    }

    /// <summary>A task uses something, and no more than is available.</summary>
    public static string? ValidateAvailable(ResourceSet task, ResourceSet executor, ResourceSet available)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(executor);
        ArgumentNullException.ThrowIfNull(available);
        if (task.IsEmpty)
        {
            return "Task uses no resources";
        }

        var total = task + executor;
        return available.Contains(total)
            ? null
            : $"Total resources {total} required by task and its executor is more than available {available}";
    }

    /// <summary>The rules of an id, here of a persistent volume.</summary>
    public static string? ValidateId(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (id.Length == 0)
        {
            return "ID must not be empty";
        }

        if (System.Text.Encoding.UTF8.GetByteCount(id) > 255)
        {
            return "ID must not be greater than 255 characters";
        }

        if (id is "." or "..")
        {
            return $"'{id}' is disallowed";
        }

        return id.Any(c => char.IsControl(c) || c is '/' or '\\') ? $"'{id}' contains invalid characters" : null;
    }

    private static string? First(ResourceRecord[] records, Func<ResourceRecord, string?> rule)
    {
        foreach (var record in records)
        {
            if (rule(record) is { } error)
            {
                return error;
            }
        }

        return null;
    }

    private static string? ValidateGpus(ResourceRecord record) =>
        record.Name == ResourceNames.Gpus && record.Milli % FixedPoint.Unit != 0
            ? "Invalid 'gpus' resource: The 'gpus' resource must be an unsigned integer"
            : null;

    private static string? ValidateDisk(ResourceRecord record)
    {
        if (record.Disk is not { } disk)
        {
            return null;
        }

        if (disk.PersistenceId is { } id)
        {
            return ValidateVolume(record, disk, id) is { } error ? InvalidDisk + error : null;
        }

        if (disk.Volume is not null)
        {
            return InvalidDisk + "Non-persistent volume not supported";
        }

        return disk.Source is null ? InvalidDisk + "DiskInfo is set but empty" : null;
    }

    private static string? ValidateVolume(ResourceRecord record, ResourceDisk disk, string id)
    {
        if (record.IsRevocable)
        {
            return "Persistent volumes cannot be created from revocable resources";
        }

        if (!record.IsReserved)
        {
            return "Persistent volumes cannot be created from unreserved resources";
        }

        if (disk.Volume is null)
        {
            return "Expecting 'volume' to be set for persistent volume";
        }

        if (disk.Volume.HasHostPath)
        {
            return "Expecting 'host_path' to be unset for persistent volume";
        }

        return ValidateId(id) is { } error ? $"Invalid persistence ID for persistent volume: {error}" : null;
    }

    private static string? ValidateReservation(ResourceRecord record) =>
        record.Reservations.IsDynamic && record.IsRevocable
            ? $"Invalid ReservationInfo: Dynamically reserved resource {record} cannot be created from revocable resources"
            : null;
}
