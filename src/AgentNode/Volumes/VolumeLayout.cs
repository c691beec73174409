using MesosOrleans.AgentNode.Recovery;
using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;
using SourceType = MesosOrleans.Protocol.V1.Resource.Types.DiskInfo.Types.Source.Types.Type;

namespace MesosOrleans.AgentNode.Volumes;

/// <summary>
/// Where persistent volumes lie: <c>volumes/roles/ROLE/ID</c> below the work directory or the root of a PATH disk, in
/// ROLE a space for each slash; a MOUNT disk is its own volume. Ids and roles are escaped, so that none leads elsewhere.
/// Pure. Facts: agent.md 10, resources.md 8.
/// </summary>
/// <param name="workDirectory">Absolute path.</param>
internal sealed class VolumeLayout(string workDirectory)
{
    private const int ComponentMax = 250;

    /// <summary>Where a volume lies; null for a resource that is no volume of this agent's.</summary>
    public VolumePlace? Find(Resource resource)
    {
        if (VolumeKey.Of(resource) is not { } key)
        {
            return null;
        }

        var root = Path.Combine(workDirectory, key.Root);
        if (resource.Disk.Source?.Type == SourceType.Mount)
        {
            return new VolumePlace(key, root, null);
        }

        var directory = Path.Combine(root, "volumes", "roles", RoleComponent(key.Role), SafePathComponent.Escape(key.PersistenceId));
        return new VolumePlace(key, directory, TrashOf(root));
    }

    /// <summary>Directories into which destroyed volumes are moved, of all disks among the resources.</summary>
    public IReadOnlySet<string> Trashes(IEnumerable<Resource> resources)
    {
        var paths = resources.Where(resource => resource.Disk?.Source?.Type == SourceType.Path)
            .Select(resource => TrashOf(Path.Combine(workDirectory, resource.Disk.Source.Path?.Root ?? "")));
        return new HashSet<string>(paths.Append(TrashOf(workDirectory)), StringComparer.Ordinal);
    }

    private static string TrashOf(string root) => Path.Combine(root, "volumes", "trash");

    private static string RoleComponent(string role)
    {
        var name = string.Join(' ', role.Split('/').Select(SafePathComponent.Escape));
        return name.Length <= ComponentMax ? name : SafePathComponent.Escape(role);
    }
}
