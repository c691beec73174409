using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Core.Validation;

/// <summary>
/// What can be said about a call of the scheduler API without knowing its framework: the type, the sub-message that
/// belongs to it, ids that must agree (http-api.md 4.1, rows 1 to 3).
/// </summary>
public static class SchedulerCallValidator
{
    private const int UuidBytes = 16;

    /// <summary>Checks a complete message.</summary>
    /// <param name="call">The call; its required fields are set.</param>
    /// <param name="principal">The authenticated principal, or null.</param>
    /// <returns>The first failure, or null when the call may go to its framework.</returns>
    public static string? Validate(Call call, string? principal = null)
    {
        if (!call.HasType)
        {
            return Expecting("type");
        }

        return call.Type == Call.Types.Type.Subscribe ? ValidateSubscribe(call, principal) : ValidateOther(call);
    }

    private static string? ValidateSubscribe(Call call, string? principal)
    {
        if (call.Subscribe is null)
        {
            return Expecting("subscribe");
        }

        var info = call.Subscribe.FrameworkInfo;
        if (!SameId(call.FrameworkId, info.Id))
        {
            return "'framework_id' differs from 'subscribe.framework_info.id'";
        }

        return principal is not null && info.HasPrincipal && info.Principal != principal
            ? $"Authenticated principal '{principal}' does not match principal '{info.Principal}' set in `FrameworkInfo`"
            : null;
    }

    private static string? ValidateOther(Call call)
    {
        if (call.FrameworkId is null)
        {
            return Expecting("framework_id");
        }

        return call.Type switch
        {
            Call.Types.Type.Accept => Present(call.Accept, "accept"),
            Call.Types.Type.Decline => Present(call.Decline, "decline"),
            Call.Types.Type.AcceptInverseOffers => Present(call.AcceptInverseOffers, "accept_inverse_offers"),
            Call.Types.Type.DeclineInverseOffers => Present(call.DeclineInverseOffers, "decline_inverse_offers"),
            Call.Types.Type.Kill => Present(call.Kill, "kill"),
            Call.Types.Type.Shutdown => Present(call.Shutdown, "shutdown"),
            Call.Types.Type.Acknowledge =>
                Present(call.Acknowledge, "acknowledge") ?? Uuid(call.Acknowledge.Uuid.Length),
            Call.Types.Type.AcknowledgeOperationStatus => ValidateOperationAcknowledgement(call),
            Call.Types.Type.Reconcile => Present(call.Reconcile, "reconcile"),
            Call.Types.Type.ReconcileOperations => Present(call.ReconcileOperations, "reconcile_operations"),
            Call.Types.Type.Message => Present(call.Message, "message"),
            Call.Types.Type.Request => Present(call.Request, "request"),
            Call.Types.Type.UpdateFramework => ValidateUpdate(call),
            _ => null,
        };
    }

    private static string? ValidateOperationAcknowledgement(Call call)
    {
        var acknowledge = call.AcknowledgeOperationStatus;
        return Present(acknowledge, "acknowledge_operation_status")
            ?? Uuid(acknowledge.Uuid.Length)
            ?? Present(acknowledge.AgentId, "acknowledge_operation_status.agent_id");
    }

    private static string? ValidateUpdate(Call call) =>
        Present(call.UpdateFramework, "update_framework")
        ?? (SameId(call.FrameworkId, call.UpdateFramework.FrameworkInfo.Id)
            ? null
            : "'framework_id' differs from 'update_framework.framework_info.id'");

    private static bool SameId(FrameworkID? left, FrameworkID? right) => left?.Value == right?.Value;

    private static string? Present(object? message, string field) => message is null ? Expecting(field) : null;

    private static string? Uuid(int length) => length == UuidBytes ? null : "Not a valid UUID";

    private static string Expecting(string field) => $"Expecting '{field}' to be present";
}
