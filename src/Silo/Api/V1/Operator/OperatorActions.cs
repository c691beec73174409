using MesosOrleans.Grains.Interfaces.Frameworks;
using MesosOrleans.Protocol.Ids;
using MesosOrleans.Silo.Api.View;

namespace MesosOrleans.Silo.Api.V1.Operator;

/// <summary>What operators change, for both faces of the operator API. Null is success.</summary>
internal sealed partial class OperatorActions(
    IGrainFactory grains, UnsettledOwners unsettled, ILogger<OperatorActions> logger)
{
    private static readonly ApiError NoFramework = new(
        StatusCodes.Status400BadRequest, "No framework found with specified ID");

    private static readonly ApiError Unavailable = new(
        StatusCodes.Status503ServiceUnavailable,
        "The cluster's state cannot be reached at the moment. Repeat the call");

    /// <summary>Removes a framework.</summary>
    public Task<ApiError?> Teardown(string frameworkId) => Guard("teardown", async () =>
    {
        if (IdRules.Validate(frameworkId) is not null || !await grains.GetGrain<IFrameworkGrain>(frameworkId).Teardown())
        {
            return NoFramework;
        }

        unsettled.FrameworkChanged(frameworkId);
        return null;
    });

    /// <summary>Kills a task.</summary>
    public Task<ApiError?> Kill(string frameworkId, string taskId) => Guard("kill", async () =>
        IdRules.Validate(frameworkId) is null
        && IdRules.Validate(taskId) is null
        && await grains.GetGrain<IFrameworkGrain>(frameworkId).KillTask(taskId)
            ? null
            : new ApiError(StatusCodes.Status400BadRequest, "No task found with specified ID"));

    private async Task<ApiError?> Guard(string action, Func<Task<ApiError?>> change)
    {
        try
        {
            return await change();
        }
        catch (Exception exception)
        {
            ActionFailed(logger, exception, action);
            return Unavailable;
        }
    }

    [LoggerMessage(5201, LogLevel.Warning, "An operator's {Action} was answered 503")]
    private static partial void ActionFailed(ILogger logger, Exception exception, string action);
}
