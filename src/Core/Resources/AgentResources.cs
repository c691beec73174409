using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Resources;

/// <summary>What an agent offers: what its flag says, and for the rest what its machine has.</summary>
public static class AgentResources
{
    private const long GbInMb = 1024;

    /// <summary>
    /// Completes the flag. A name that the flag mentions is not detected, not even when its amount is zero.
    /// </summary>
    /// <param name="flag">The text form or a JSON array; empty detects everything.</param>
    /// <param name="defaultRole">The role of whatever names none, and of everything detected.</param>
    /// <param name="probe">What the machine has.</param>
    /// <param name="resources">The agent's resources; empty on failure.</param>
    /// <returns>What is wrong; null on success.</returns>
    public static string? TryDetect(string flag, string defaultRole, AgentProbe probe, out ResourceSet resources)
    {
        resources = ResourceSet.Empty;
        if (!ResourceSet.TryParse(flag, defaultRole, out var configured, out var error)
            || !ResourceText.TryParse(flag, defaultRole, out var raw, out error))
        {
            return error;
        }

        if (raw.FirstOrDefault(IsFractionOfGpu) is { } fraction)
        {
            return $"Invalid 'gpus' resource {fraction.Scalar.Value}: The 'gpus' resource must be an unsigned integer";
        }

        var named = raw.Select(resource => resource.Name).ToHashSet(StringComparer.Ordinal);
        var detected = Detect(probe).Where(record => !named.Contains(record.Name));
        var stack = defaultRole == Roles.RoleName.Default
            ? ReservationStack.Empty
            : ReservationStack.Of(new Reservation(ReservationType.Static, defaultRole));
        var all = configured + ResourceSet.Of([.. detected.Select(record => record.WithReservations(stack))]);
        error = ResourceValidator.Validate(all.ToProto());
        resources = error is null ? all : ResourceSet.Empty;
        return error;
    }

    private static bool IsFractionOfGpu(Resource resource) =>
        resource.Name == ResourceNames.Gpus
        && resource.Scalar is { } scalar
        && FixedPoint.FromDouble(scalar.Value) % FixedPoint.Unit != 0;

    private static IEnumerable<ResourceRecord> Detect(AgentProbe probe)
    {
        yield return ResourceRecord.Scalar(ResourceNames.Cpus, probe.Cpus ?? 1);
        yield return ResourceRecord.Scalar(ResourceNames.Mem, LeaveRoom(probe.MemoryMb, 2 * GbInMb, GbInMb) ?? GbInMb);
        yield return ResourceRecord.Scalar(
            ResourceNames.Disk, LeaveRoom(probe.DiskMb, 10 * GbInMb, 5 * GbInMb) ?? (10 * GbInMb));
        yield return ResourceRecord.OfRanges(ResourceNames.Ports, ValueRanges.Of(new ValueRange(31000, 32000)));
        if (probe.Gpus is > 0)
        {
            yield return ResourceRecord.Scalar(ResourceNames.Gpus, probe.Gpus.Value);
        }
    }

    // The machine itself needs a part: a fixed one of a large total, half of a small one.
    private static long? LeaveRoom(long? totalMb, long largeMb, long keepMb) =>
        totalMb >= largeMb ? totalMb - keepMb : totalMb / 2;
}
