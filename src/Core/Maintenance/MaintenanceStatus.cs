using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.AllocatorApi;
using MesosOrleans.Protocol.V1.MaintenanceApi;

namespace MesosOrleans.Core.Maintenance;

/// <summary>How the machines of a plan stand, and what frameworks say to it.</summary>
public static class MaintenanceStatus
{
    private const long NanosecondsPerTick = 100;

    /// <summary>Machines and answers; machines that are up are not named.</summary>
    public static ClusterStatus Of(MaintenancePlan plan, IReadOnlyCollection<InverseOfferReply> replies)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var status = new ClusterStatus();
        foreach (var machine in plan.Draining)
        {
            var key = MachineKey.Of(machine);
            status.DrainingMachines.Add(new ClusterStatus.Types.DrainingMachine
            {
                Id = machine,
                Statuses = { replies.Where(reply => key.IsOf(reply.Hostname, reply.Ip)).Select(Describe) },
            });
        }

        status.DownMachines.AddRange(plan.Down);
        return status;
    }

    private static InverseOfferStatus Describe(InverseOfferReply reply) => new()
    {
        Status = reply.Accepted ? InverseOfferStatus.Types.Status.Accept : InverseOfferStatus.Types.Status.Decline,
        FrameworkId = new FrameworkID { Value = reply.FrameworkId },
        Timestamp = new TimeInfo { Nanoseconds = (reply.At - DateTimeOffset.UnixEpoch).Ticks * NanosecondsPerTick },
    };
}
