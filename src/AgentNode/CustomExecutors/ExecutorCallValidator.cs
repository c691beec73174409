using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.ExecutorApi;

namespace MesosOrleans.AgentNode.CustomExecutors;

/// <summary>What an executor's call must have. Pure; facts: http-api.md 7.2.</summary>
internal static class ExecutorCallValidator
{
    private const int UuidBytes = 16;

    /// <summary>What is wrong with a call, or null.</summary>
    public static string? Validate(Call call)
    {
        if (!call.HasType)
        {
            return Expecting("type");
        }

        if (call.ExecutorId is null)
        {
            return Expecting("executor_id");
        }

        if (call.FrameworkId is null)
        {
            return Expecting("framework_id");
        }

        return call.Type switch
        {
            Call.Types.Type.Subscribe => call.Subscribe is null ? Expecting("subscribe") : ValidateSubscribe(call),
            Call.Types.Type.Update => call.Update is null ? Expecting("update") : ValidateStatus(call, call.Update.Status),
            Call.Types.Type.Message => call.Message is null ? Expecting("message") : null,
            _ => null,
        };
    }

    private static string? ValidateSubscribe(Call call) => call.Subscribe.UnacknowledgedUpdates
        .Select(update => ValidateStatus(call, update.Status)).FirstOrDefault(error => error is not null);

    private static string? ValidateStatus(Call call, TaskStatus status)
    {
        var executor = call.ExecutorId.Value;
        var framework = call.FrameworkId.Value;
        if (!status.HasUuid)
        {
            return Expecting("uuid");
        }

        if (status.Uuid.Length != UuidBytes)
        {
            return "Not a valid UUID";
        }

        if (status.ExecutorId is { } named && named.Value != executor)
        {
            return $"ExecutorID in Call: {executor} does not match ExecutorID in TaskStatus: {named.Value}";
        }

        if (status.Source != TaskStatus.Types.Source.Executor || !status.HasSource)
        {
            return $"Received Call from executor {executor} of framework {framework} with invalid source, "
                + "expecting 'SOURCE_EXECUTOR'";
        }

        if (!status.HasState || status.State == TaskState.TaskStaging)
        {
            return $"Received TASK_STAGING from executor {executor} of framework {framework} which is not allowed";
        }

        return ValidateCheck(status.CheckStatus);
    }

    private static string? ValidateCheck(CheckStatusInfo? check)
    {
        if (check is null)
        {
            return null;
        }

        if (!check.HasType)
        {
            return "CheckStatusInfo must specify 'type'";
        }

        return check.Type switch
        {
            CheckInfo.Types.Type.Command when check.Command is null => Part("command", "COMMAND"),
            CheckInfo.Types.Type.Http when check.Http is null => Part("http", "HTTP"),
            CheckInfo.Types.Type.Tcp when check.Tcp is null => Part("tcp", "TCP"),
            CheckInfo.Types.Type.Unknown => "'UNKNOWN' is not a valid check's status type",
            _ => null,
        };
    }

    private static string Part(string field, string type) => $"Expecting '{field}' to be set for {type} check's status";

    private static string Expecting(string field) => $"Expecting '{field}' to be present";
}
