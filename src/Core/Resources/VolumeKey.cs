using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Resources;

/// <summary>
/// What names a persistent volume on its agent, whatever its size: the role it is reserved for, its id, and the disk it
/// is on (resources.md 8.2).
/// </summary>
/// <param name="Role">The role at the top of the reservations.</param>
/// <param name="PersistenceId">The id that its creator gave it.</param>
/// <param name="Root">Directory of its disk as the agent's resources name it; empty for the root disk.</param>
public readonly record struct VolumeKey(string Role, string PersistenceId, string Root)
{
    /// <summary>The key of a volume; null for anything else, and for a volume that a resource provider has.</summary>
    public static VolumeKey? Of(Resource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        if (resource.Disk?.Persistence is not { } persistence || resource.ProviderId is not null)
        {
            return null;
        }

        var role = resource.Reservations.Count > 0 ? resource.Reservations[^1].Role : resource.Role;
        var source = resource.Disk.Source;
        return new VolumeKey(role, persistence.Id, source?.Path?.Root ?? source?.Mount?.Root ?? "");
    }
}
