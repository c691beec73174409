using MesosOrleans.Protocol.V1;
using DiskInfo = MesosOrleans.Protocol.V1.Resource.Types.DiskInfo;
using SourceType = MesosOrleans.Protocol.V1.Resource.Types.DiskInfo.Types.Source.Types.Type;

namespace MesosOrleans.Core.Resources;

/// <summary>
/// Where disk space comes from and which persistent volume is on it. Immutable. Two are equal when source and
/// persistence id are: neither the volume's path nor the principal is part of a disk's identity.
/// </summary>
public sealed class ResourceDisk : IEquatable<ResourceDisk>
{
    private readonly DiskInfo _info;
    private readonly LabelSet? _metadata;
    private readonly int _hash;

    /// <summary>Copies a message.</summary>
    public ResourceDisk(DiskInfo info)
        : this(info, copy: true)
    {
    }

    private ResourceDisk(DiskInfo info, bool copy)
    {
        ArgumentNullException.ThrowIfNull(info);
        _info = copy ? info.Clone() : info;
        _metadata = _info.Source?.Metadata is { } metadata ? new LabelSet(metadata) : null;
        var source = _info.Source;
        _hash = HashCode.Combine(
            PersistenceId, source?.Type, PathRoot, MountRoot, source?.Id, source?.Profile, source?.Vendor, _metadata);
    }

    /// <summary>The kind of source; null for the root disk.</summary>
    public SourceType? Source => _info.Source?.Type;

    /// <summary>The directory of a PATH source.</summary>
    public string? PathRoot => _info.Source?.Path is { HasRoot: true } path ? path.Root : null;

    /// <summary>The mount point of a MOUNT source.</summary>
    public string? MountRoot => _info.Source?.Mount is { HasRoot: true } mount ? mount.Root : null;

    /// <summary>The provider's id of the source.</summary>
    public string? SourceId => _info.Source is { HasId: true } source ? source.Id : null;

    /// <summary>The provider's profile of the source.</summary>
    public string? Profile => _info.Source is { HasProfile: true } source ? source.Profile : null;

    /// <summary>The provider's vendor of the source.</summary>
    public string? Vendor => _info.Source is { HasVendor: true } source ? source.Vendor : null;

    /// <summary>The id of the persistent volume; null when there is none.</summary>
    public string? PersistenceId => _info.Persistence?.Id;

    /// <summary>Who created the persistent volume.</summary>
    public string? Principal => _info.Persistence is { HasPrincipal: true } persistence ? persistence.Principal : null;

    /// <summary>How the volume appears in a container; treat it as frozen.</summary>
    public Volume? Volume => _info.Volume;

    /// <summary>
    /// True when parts of it can be given away: no persistent volume, and no source that exists only as a whole.
    /// </summary>
    public bool IsDivisible => _info.Persistence is null && Source switch
    {
        null or SourceType.Path => true,
        SourceType.Raw => SourceId is null,
        _ => false,
    };

    /// <summary>The disk without persistence and volume; null when nothing is left.</summary>
    public ResourceDisk? Strip() =>
        _info.Source is null ? null : new ResourceDisk(new DiskInfo { Source = _info.Source.Clone() }, copy: false);

    /// <summary>A copy as a message.</summary>
    public DiskInfo ToProto() => _info.Clone();

    /// <inheritdoc/>
    public bool Equals(ResourceDisk? other) =>
        ReferenceEquals(this, other)
        || (other is not null
            && _hash == other._hash
            && PersistenceId == other.PersistenceId
            && Source == other.Source
            && PathRoot == other.PathRoot
            && MountRoot == other.MountRoot
            && SourceId == other.SourceId
            && Profile == other.Profile
            && Vendor == other.Vendor
            && Equals(_metadata, other._metadata));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ResourceDisk);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <summary>Source, persistence id and volume, such as <c>MOUNT:/mnt1,id:/host:/path:rw</c>.</summary>
    public override string ToString()
    {
        var text = SourceText();
        if (_info.Persistence is not null)
        {
            text += (text.Length == 0 ? string.Empty : ",") + PersistenceId;
        }

        return _info.Volume is { } volume ? $"{text}:{VolumeText(volume)}" : text;
    }

    private static string VolumeText(Volume volume)
    {
        if (!volume.HasHostPath)
        {
            return volume.ContainerPath;
        }

        var mode = volume.Mode == Volume.Types.Mode.Ro ? "ro" : "rw";
        return $"{volume.HostPath}:{volume.ContainerPath}:{mode}";
    }

    private string SourceText()
    {
        if (Source is not { } type)
        {
            return string.Empty;
        }

        var origin = SourceId is null && Profile is null && Vendor is null ? string.Empty : $"({Vendor},{SourceId},{Profile})";
        var root = PathRoot ?? MountRoot;
        return type.ToString().ToUpperInvariant() + origin + (root is null ? string.Empty : ":" + root);
    }
}
