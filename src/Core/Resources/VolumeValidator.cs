using Volume = MesosOrleans.Protocol.V1.Volume;

namespace MesosOrleans.Core.Resources;

/// <summary>CREATE and DESTROY.</summary>
internal static class VolumeValidator
{
    public static string? ValidateCreate(IReadOnlyList<ResourceRecord> volumes, OperationContext context)
    {
        foreach (var volume in volumes)
        {
            if (NotAVolume(volume) is { } reason)
            {
                return $"Not a persistent volume: {reason}";
            }
        }

        // Volumes of a provider have ids of the provider's making.
        var known = context.Checkpointed.Where(static record => record.ProviderId is null);
        var own = volumes.Where(volume => volume.ProviderId is null);
        if (ResourceListValidator.ValidateUniquePersistenceIds(own.Concat(known)) is { } clash)
        {
            return clash;
        }

        foreach (var volume in volumes)
        {
            var error = ValidateShared(volume, context)
                ?? OperationValidator.ValidateAgent(volume, context, "Volume", "created")
                ?? ValidatePrincipal(volume, context);
            if (error is not null)
            {
                return error;
            }
        }

        return null;
    }

    public static string? ValidateDestroy(IReadOnlyList<ResourceRecord> volumes, OperationContext context)
    {
        foreach (var volume in volumes)
        {
            if (NotAVolume(volume) is { } reason)
            {
                return $"Not a persistent volume: {reason}";
            }
        }

        var wanted = ResourceSet.Of([.. volumes]).Unallocate();
        if (!context.Checkpointed.Contains(wanted.Where(static record => record.ProviderId is null)))
        {
            return "Persistent volumes not found";
        }

        var used = context.Used.Unallocate();
        return wanted.AsSpan().ContainsAny(used) ? "Persistent volumes in use" : null;
    }

    private static bool ContainsAny(this ReadOnlySpan<ResourceRecord> volumes, ResourceSet used)
    {
        foreach (var volume in volumes)
        {
            if (used.Contains(volume.IsShared ? volume.WithSharedCount(1) : volume))
            {
                return true;
            }
        }

        return false;
    }

    private static string? NotAVolume(ResourceRecord record)
    {
        if (record.Disk is not { } disk)
        {
            return $"Resource {record} does not have DiskInfo";
        }

        if (disk.PersistenceId is null)
        {
            return "'persistence' is not set in DiskInfo";
        }

        if (disk.Volume is null)
        {
            return "Expecting 'volume' to be set for persistent volume";
        }

        return disk.Volume.Mode == Volume.Types.Mode.Ro ? "Read-only persistent volume not supported" : null;
    }

    private static string? ValidateShared(ResourceRecord volume, OperationContext context) =>
        volume.IsShared && context.FrameworkId is { } framework && !context.FrameworkHasSharedResources
            ? $"Create volume operation for '{volume}' has been attempted by framework '{framework}' "
                + "with no SHARED_RESOURCES capability"
            : null;

    private static string? ValidatePrincipal(ResourceRecord volume, OperationContext context)
    {
        if (context.Principal is not { } principal || volume.Disk!.Principal == principal)
        {
            return null;
        }

        return volume.Disk.Principal is not { } other
            ? $"Create volume operation attempted by principal '{principal}', "
                + "but there is a volume in the operation with no principal set in 'disk.persistence'"
            : $"Create volume operation attempted by authenticated principal '{principal}', "
                + $"which does not match a volume in the operation with principal '{other}' set in 'disk.persistence'";
    }
}
