using System.Globalization;

namespace MesosOrleans.Protocol.Ids;

/// <summary>Makes ids of the forms that Mesos uses. Counters are the caller's: they must be durable.</summary>
/// <param name="fillRandom">The source of randomness.</param>
public sealed class IdFactory(FillRandom fillRandom)
{
    /// <summary>A random UUID (version 4) as 16 bytes, most significant first.</summary>
    public byte[] NewUuidBytes()
    {
        var bytes = new byte[16];
        fillRandom(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return bytes;
    }

    /// <summary>A random UUID (version 4) as text: cluster ids, stream ids, container ids.</summary>
    public string NewUuid() => new Guid(NewUuidBytes(), bigEndian: true).ToString();

    /// <summary><c>&lt;cluster&gt;-NNNN</c>, at least four digits.</summary>
    public static string FrameworkId(string clusterId, long counter) => Join(clusterId, "", counter, "D4");

    /// <summary><c>&lt;cluster&gt;-S&lt;n&gt;</c>.</summary>
    public static string AgentId(string clusterId, long counter) => Join(clusterId, "S", counter, "D");

    /// <summary><c>&lt;cluster&gt;-O&lt;n&gt;</c>; inverse offers share the counter.</summary>
    public static string OfferId(string clusterId, long counter) => Join(clusterId, "O", counter, "D");

    private static string Join(string clusterId, string letter, long counter, string format)
    {
        ArgumentException.ThrowIfNullOrEmpty(clusterId);
        ArgumentOutOfRangeException.ThrowIfNegative(counter);
        return $"{clusterId}-{letter}{counter.ToString(format, CultureInfo.InvariantCulture)}";
    }
}
