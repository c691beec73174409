using MesosOrleans.Protocol.V1;
using SourceType = MesosOrleans.Protocol.V1.Resource.Types.DiskInfo.Types.Source.Types.Type;

namespace MesosOrleans.Core.Resources;

/// <summary>CREATE_DISK and DESTROY_DISK.</summary>
internal static class DiskOperationValidator
{
    public static string? ValidateCreate(ResourceRecord source, Offer.Types.Operation.Types.CreateDisk create)
    {
        if (source.ProviderId is null)
        {
            return "'source' is not managed by a resource provider";
        }

        if (source.Disk?.Source != SourceType.Raw)
        {
            return "'source' is not a RAW disk resource";
        }

        if (create.TargetType is not (SourceType.Mount or SourceType.Block))
        {
            return "'target_type' is neither MOUNT or BLOCK";
        }

        if (source.Disk.Profile is not null)
        {
            return create.HasTargetProfile ? "'target_profile' must not be set when 'source' has a profile" : null;
        }

        return create.HasTargetProfile ? null : "'target_profile' must be set when 'source' has no profile";
    }

    public static string? ValidateDestroy(ResourceRecord source)
    {
        if (source.ProviderId is null)
        {
            return "'source' is not managed by a resource provider";
        }

        if (source.Disk?.Source is not (SourceType.Mount or SourceType.Block or SourceType.Raw))
        {
            return "'source' is neither a MOUNT, BLOCK or RAW disk resource";
        }

        if (source.Disk.SourceId is null)
        {
            return "'source' is not backed by a CSI volume";
        }

        return source.IsPersistentVolume
            ? $"A disk resource containing a persistent volume {source} cannot be destroyed directly. "
                + "Please destroy the persistent volume first then destroy the disk resource"
            : null;
    }
}
