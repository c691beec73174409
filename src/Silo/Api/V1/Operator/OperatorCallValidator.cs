using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.MasterApi;

namespace MesosOrleans.Silo.Api.V1.Operator;

/// <summary>Whether an operator's call names its type and carries the sub-message that belongs to it.</summary>
internal static class OperatorCallValidator
{
    /// <summary>The first failure, or null.</summary>
    public static string? Validate(Call call)
    {
        if (!call.HasType)
        {
            return "Expecting 'type' to be present";
        }

        var (field, message) = Required(call);
        return field is not null && message is null
            ? $"Expecting '{field}' to be present"
            : ResourceValidator.Validate(ResourcesOf(call)) ?? AgentError(call);
    }

    private static IEnumerable<Resource> ResourcesOf(Call call) => call.Type switch
    {
        Call.Types.Type.ReserveResources => [.. call.ReserveResources.Source, .. call.ReserveResources.Resources],
        Call.Types.Type.UnreserveResources => call.UnreserveResources.Resources,
        Call.Types.Type.CreateVolumes => call.CreateVolumes.Volumes,
        Call.Types.Type.DestroyVolumes => call.DestroyVolumes.Volumes,
        Call.Types.Type.GrowVolume => [call.GrowVolume.Volume, call.GrowVolume.Addition],
        Call.Types.Type.ShrinkVolume => [call.ShrinkVolume.Volume],
        _ => [],
    };

    // Optional on the wire, for the sake of resource providers, which no agent has.
    private static string? AgentError(Call call) => call.Type switch
    {
        Call.Types.Type.GrowVolume when call.GrowVolume.AgentId is null => "Expecting 'agent_id' to be present",
        Call.Types.Type.ShrinkVolume when call.ShrinkVolume.AgentId is null => "Expecting 'agent_id' to be present",
        _ => null,
    };

    private static (string? Field, object? Message) Required(Call call) => call.Type switch
    {
        Call.Types.Type.GetMetrics => ("get_metrics", call.GetMetrics),
        Call.Types.Type.SetLoggingLevel => ("set_logging_level", call.SetLoggingLevel),
        Call.Types.Type.ListFiles => ("list_files", call.ListFiles),
        Call.Types.Type.ReadFile => ("read_file", call.ReadFile),
        Call.Types.Type.UpdateWeights => ("update_weights", call.UpdateWeights),
        Call.Types.Type.ReserveResources => ("reserve_resources", call.ReserveResources),
        Call.Types.Type.UnreserveResources => ("unreserve_resources", call.UnreserveResources),
        Call.Types.Type.CreateVolumes => ("create_volumes", call.CreateVolumes),
        Call.Types.Type.DestroyVolumes => ("destroy_volumes", call.DestroyVolumes),
        Call.Types.Type.GrowVolume => ("grow_volume", call.GrowVolume),
        Call.Types.Type.ShrinkVolume => ("shrink_volume", call.ShrinkVolume),
        Call.Types.Type.UpdateMaintenanceSchedule =>
            ("update_maintenance_schedule", call.UpdateMaintenanceSchedule),
        Call.Types.Type.StartMaintenance => ("start_maintenance", call.StartMaintenance),
        Call.Types.Type.StopMaintenance => ("stop_maintenance", call.StopMaintenance),
        Call.Types.Type.DrainAgent => ("drain_agent", call.DrainAgent),
        Call.Types.Type.DeactivateAgent => ("deactivate_agent", call.DeactivateAgent),
        Call.Types.Type.ReactivateAgent => ("reactivate_agent", call.ReactivateAgent),
        Call.Types.Type.UpdateQuota => ("update_quota", call.UpdateQuota),
        Call.Types.Type.SetQuota => ("set_quota", call.SetQuota),
        Call.Types.Type.RemoveQuota => ("remove_quota", call.RemoveQuota),
        Call.Types.Type.Teardown => ("teardown", call.Teardown),
        Call.Types.Type.MarkAgentGone => ("mark_agent_gone", call.MarkAgentGone),
        _ => (null, null),
    };
}
