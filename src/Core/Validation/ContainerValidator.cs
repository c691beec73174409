using MesosOrleans.Protocol.V1;
using SourceType = MesosOrleans.Protocol.V1.Volume.Types.Source.Types.Type;

namespace MesosOrleans.Core.Validation;

/// <summary>Containers and their volumes (http-api.md 3.4).</summary>
public static class ContainerValidator
{
    /// <summary>Why the container is invalid, or null.</summary>
    public static string? Validate(ContainerInfo container)
    {
        foreach (var volume in container.Volumes)
        {
            if (Validate(volume) is { } error)
            {
                return $"Invalid volume: {error}";
            }
        }

        if (container.Type != ContainerInfo.Types.Type.Docker)
        {
            return null;
        }

        if (container.Docker is null)
        {
            return "DockerInfo 'docker' is not set for DOCKER typed ContainerInfo";
        }

        return container.Docker.Parameters.Any(parameter => parameter.Key == "name")
            ? "Parameter in DockerInfo must not be 'name'"
            : null;
    }

    private static string? Validate(Volume volume)
    {
        var set = (volume.HasHostPath ? 1 : 0) + (volume.Image is null ? 0 : 1) + (volume.Source is null ? 0 : 1);
        if (set != 1)
        {
            return "Only one of them should be set: 'host_path', 'image' and 'source'";
        }

        return volume.Source is { } source ? Validate(source) : null;
    }

    private static string? Validate(Volume.Types.Source source) => source.Type switch
    {
        SourceType.DockerVolume when source.DockerVolume is null => "'source.docker_volume' is not set for DOCKER_VOLUME volume",
        SourceType.HostPath when source.HostPath is null => "'source.host_path' is not set for HOST_PATH volume",
        SourceType.SandboxPath when source.SandboxPath is null => "'source.sandbox_path' is not set for SANDBOX_PATH volume",
        SourceType.Secret when source.Secret is null => "'source.secret' is not set for SECRET volume",
        SourceType.Secret => CommandValidator.Validate(source.Secret),
        SourceType.CsiVolume when source.CsiVolume is null => "'source.csi_volume' is not set for CSI_VOLUME volume",
        SourceType.CsiVolume when source.CsiVolume.StaticProvisioning is null =>
            "'source.csi_volume.static_provisioning' is not set for CSI_VOLUME volume",
        SourceType.Unknown => "'source.type' is unknown",
        _ => null,
    };
}
