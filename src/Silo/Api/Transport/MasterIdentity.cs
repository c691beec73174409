using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using MesosOrleans.Grains.Interfaces.Cluster;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Silo.Api.Transport;

/// <summary>Who answers: this silo, as clients of a master expect to hear it.</summary>
internal sealed class MasterIdentity(MesosApiOptions options, IGrainFactory grains, TimeProvider time)
{
    private volatile MasterInfo? _info;

    /// <summary>When this silo began to serve, seconds since the epoch.</summary>
    public double StartTime { get; } = time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    /// <summary><c>master@ip:port</c>.</summary>
    public string Pid { get; } =
        string.Create(CultureInfo.InvariantCulture, $"master@{options.Ip}:{options.Port}");

    /// <summary>The description; its id is the cluster's.</summary>
    public async ValueTask<MasterInfo> Get()
    {
        if (_info is { } known)
        {
            return known;
        }

        var id = await grains.GetGrain<IClusterGrain>(0).GetClusterId();
        return _info = Describe(id);
    }

    private MasterInfo Describe(string id)
    {
        var info = new MasterInfo
        {
            Id = id,
            Ip = Number(options.Ip),
            Port = (uint)options.Port,
            Pid = Pid,
            Hostname = options.Hostname,
            Version = options.Version,
            Address = new Address { Hostname = options.Hostname, Ip = options.Ip, Port = options.Port },
        };
        info.Capabilities.Add(Capability(MasterInfo.Types.Capability.Types.Type.AgentUpdate));
        info.Capabilities.Add(Capability(MasterInfo.Types.Capability.Types.Type.AgentDraining));
        info.Capabilities.Add(Capability(MasterInfo.Types.Capability.Types.Type.QuotaV2));
        return info;
    }

    private static MasterInfo.Types.Capability Capability(MasterInfo.Types.Capability.Types.Type type) =>
        new() { Type = type };

    // The address as it lies in memory in network order, which is how the field is read everywhere.
    private static uint Number(string ip)
    {
        Span<byte> bytes = stackalloc byte[16];
        return IPAddress.TryParse(ip, out var address) && address.TryWriteBytes(bytes, out var count) && count == 4
            ? BinaryPrimitives.ReadUInt32LittleEndian(bytes)
            : 0;
    }
}
