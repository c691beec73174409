using SourceType = MesosOrleans.Protocol.V1.Resource.Types.DiskInfo.Types.Source.Types.Type;

namespace MesosOrleans.Core.Resources;

/// <summary>GROW_VOLUME and SHRINK_VOLUME.</summary>
internal static class ResizeValidator
{
    public static string? ValidateGrow(ResourceRecord volume, ResourceRecord addition, OperationContext context)
    {
        if (!volume.IsPersistentVolume || volume.Kind != ResourceKind.Scalar)
        {
            return $"Not a persistent volume: Resource {volume} does not have DiskInfo";
        }

        if (addition.Milli <= 0)
        {
            return "The size of 'GrowVolume.addition' field must be greater than zero";
        }

        if (volume.ProviderId is not null)
        {
            return "Growing a volume from a resource provider is not supported";
        }

        if (volume.IsShared)
        {
            return "Growing a shared persistent volume is not supported";
        }

        if (!volume.StripVolume().IsAddableTo(addition))
        {
            return "Incompatible resources in the 'GrowVolume.volume' and 'GrowVolume.addition' fields";
        }

        return context.AgentHasResizeVolume
            ? null
            : $"Volume {volume} cannot be grown on an agent without RESIZE_VOLUME capability";
    }

    public static string? ValidateShrink(ResourceRecord volume, double subtract, OperationContext context)
    {
        if (!volume.IsPersistentVolume || volume.Kind != ResourceKind.Scalar)
        {
            return $"Not a persistent volume: Resource {volume} does not have DiskInfo";
        }

        var milli = FixedPoint.FromDouble(subtract);
        if (milli <= 0)
        {
            return "Value of 'ShrinkVolume.subtract' must be greater than zero";
        }

        if (milli >= volume.Milli)
        {
            return "Value of 'ShrinkVolume.subtract' must be smaller than the size of 'ShrinkVolume.volume'";
        }

        if (volume.ProviderId is not null)
        {
            return "Shrinking a volume from a resource provider is not supported";
        }

        if (volume.Disk!.Source == SourceType.Mount)
        {
            return "Shrinking a volume on a MOUNT disk is not supported";
        }

        if (volume.IsShared)
        {
            return "Shrinking a shared persistent volume is not supported";
        }

        return context.AgentHasResizeVolume
            ? null
            : $"Volume {volume} cannot be shrunk on an agent without RESIZE_VOLUME capability";
    }
}
