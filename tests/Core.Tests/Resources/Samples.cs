using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;
using DiskInfo = MesosOrleans.Protocol.V1.Resource.Types.DiskInfo;
using SourceType = MesosOrleans.Protocol.V1.Resource.Types.DiskInfo.Types.Source.Types.Type;

namespace MesosOrleans.Core.Tests.Resources;

/// <summary>Resources that many tests need.</summary>
internal static class Samples
{
    public static ResourceSet Set(string text) => ResourceSet.Parse(text);

    public static Reservation Static(string role) => new(ReservationType.Static, role);

    public static Reservation Dynamic(string role, string? principal = null) => new(ReservationType.Dynamic, role, principal);

    public static ResourceRecord One(string text) => Assert.Single(Set(text));

    public static ResourceRecord Disk(
        double mb, string? role = null, SourceType? source = null, string? root = null, string? id = null,
        string path = "path1", bool shared = false, string? sourceId = null, string? principal = null, string? provider = null)
    {
        var disk = new DiskInfo();
        if (source is { } type)
        {
            disk.Source = new DiskInfo.Types.Source { Type = type };
            AddRoot(disk.Source, type, root);
            if (sourceId is not null)
            {
                disk.Source.Id = sourceId;
            }
        }

        if (id is not null)
        {
            disk.Persistence = new DiskInfo.Types.Persistence { Id = id };
            disk.Volume = new Volume { ContainerPath = path, Mode = Volume.Types.Mode.Rw };
            if (principal is not null)
            {
                disk.Persistence.Principal = principal;
            }
        }

        var key = ResourceKey.Plain("disk", ResourceKind.Scalar).WithShared(shared).WithProvider(provider);
        if (source is not null || id is not null)
        {
            key = key.WithDisk(new ResourceDisk(disk));
        }

        if (role is not null)
        {
            key = key.WithReservations(ReservationStack.Of(Static(role)));
        }

        return ResourceRecord.Scalar("disk", mb).WithKey(key);
    }

    private static void AddRoot(DiskInfo.Types.Source source, SourceType type, string? root)
    {
        if (root is null)
        {
            return;
        }

        if (type == SourceType.Path)
        {
            source.Path = new DiskInfo.Types.Source.Types.Path { Root = root };
        }
        else
        {
            source.Mount = new DiskInfo.Types.Source.Types.Mount { Root = root };
        }
    }
}
