using MesosOrleans.Core.Maintenance;
using MesosOrleans.Grains.Interfaces.Allocation;
using MesosOrleans.Grains.Interfaces.Maintenance;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.MaintenanceApi;
using MesosOrleans.Protocol.V1.MasterApi;

namespace MesosOrleans.Silo.Api.V1.Operator;

/// <summary>The schedule of maintenance, for both faces of the operator API (http-api.md 9).</summary>
internal sealed partial class OperatorMaintenance(IGrainFactory grains, ILogger<OperatorMaintenance> logger)
{
    private static readonly ApiError Unavailable = new(
        StatusCodes.Status503ServiceUnavailable,
        "The cluster's state cannot be reached at the moment. Repeat the call");

    private IMaintenanceGrain Grain => grains.GetGrain<IMaintenanceGrain>(0);

    /// <summary>True for the calls that change the schedule or a machine.</summary>
    public static bool IsChange(Call.Types.Type type) => type is Call.Types.Type.UpdateMaintenanceSchedule
        or Call.Types.Type.StartMaintenance
        or Call.Types.Type.StopMaintenance;

    /// <summary>Does what a call asks; null is success.</summary>
    public Task<ApiError?> Apply(Call call) => call.Type switch
    {
        Call.Types.Type.UpdateMaintenanceSchedule => Update(call.UpdateMaintenanceSchedule.Schedule),
        Call.Types.Type.StartMaintenance => Start(call.StartMaintenance.Machines),
        _ => Stop(call.StopMaintenance.Machines),
    };

    /// <summary>Replaces the schedule; null is success.</summary>
    public Task<ApiError?> Update(Schedule schedule) => Change(grain => grain.UpdateSchedule(schedule));

    /// <summary>Takes machines down; null is success.</summary>
    public Task<ApiError?> Start(IReadOnlyList<MachineID> machines) => Change(grain => grain.Start(machines));

    /// <summary>Brings machines up; null is success.</summary>
    public Task<ApiError?> Stop(IReadOnlyList<MachineID> machines) => Change(grain => grain.Stop(machines));

    /// <summary>The schedule.</summary>
    public async Task<Schedule> GetSchedule() => (await Grain.Get()).Schedule;

    /// <summary>Machines with what frameworks answered.</summary>
    public async Task<ClusterStatus> GetStatus()
    {
        var document = await Grain.Get();
        IReadOnlyList<InverseOfferAnswer> answers = document.Schedule.Windows.Count == 0
            ? []
            : await grains.GetGrain<IRootAllocatorGrain>(IRootAllocatorGrain.Key).GetInverseOfferAnswers();
        return MaintenanceStatus.Of(
            document.ToPlan(),
            [.. answers.Select(answer => new InverseOfferReply(
                answer.Hostname, answer.Ip, answer.FrameworkId, answer.Accepted == true, answer.At))]);
    }

    /// <summary>The answer to one of the two reading calls; null for any other.</summary>
    public async Task<Response?> Describe(Call.Types.Type type) => type switch
    {
        Call.Types.Type.GetMaintenanceSchedule => new Response
        {
            Type = Response.Types.Type.GetMaintenanceSchedule,
            GetMaintenanceSchedule = new Response.Types.GetMaintenanceSchedule { Schedule = await GetSchedule() },
        },
        Call.Types.Type.GetMaintenanceStatus => new Response
        {
            Type = Response.Types.Type.GetMaintenanceStatus,
            GetMaintenanceStatus = new Response.Types.GetMaintenanceStatus { Status = await GetStatus() },
        },
        _ => null,
    };

    private async Task<ApiError?> Change(Func<IMaintenanceGrain, Task<MaintenanceResult>> change)
    {
        try
        {
            return (await change(Grain)).Error is { } error ? new ApiError(StatusCodes.Status400BadRequest, error) : null;
        }
        catch (Exception exception)
        {
            ChangeFailed(logger, exception);
            return Unavailable;
        }
    }

    [LoggerMessage(5231, LogLevel.Warning, "A change of the maintenance schedule was answered 503")]
    private static partial void ChangeFailed(ILogger logger, Exception exception);
}
