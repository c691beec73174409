using MesosOrleans.Protocol.V1.AgentApi;

namespace MesosOrleans.AgentNode.Api;

/// <summary>What an operator's call must have. Pure; facts: http-api.md 1.2, 10.</summary>
internal static class OperatorCallValidator
{
    /// <summary>What is wrong with a call, or null.</summary>
    public static string? Validate(Call call)
    {
        if (!call.HasType)
        {
            return Expecting("type");
        }

        return call.Type switch
        {
            Call.Types.Type.GetMetrics when call.GetMetrics is null => Expecting("get_metrics"),
            Call.Types.Type.SetLoggingLevel when call.SetLoggingLevel is null => Expecting("set_logging_level"),
            Call.Types.Type.ListFiles when call.ListFiles is null => Expecting("list_files"),
            Call.Types.Type.ReadFile when call.ReadFile is null => Expecting("read_file"),
            Call.Types.Type.LaunchContainer when call.LaunchContainer is null => Expecting("launch_container"),
            Call.Types.Type.WaitContainer when call.WaitContainer is null => Expecting("wait_container"),
            Call.Types.Type.KillContainer when call.KillContainer is null => Expecting("kill_container"),
            Call.Types.Type.RemoveContainer when call.RemoveContainer is null => Expecting("remove_container"),
            Call.Types.Type.AttachContainerOutput when call.AttachContainerOutput is null => Expecting("attach_container_output"),
            Call.Types.Type.LaunchNestedContainer => Nested(
                "launch_nested_container", call.LaunchNestedContainer?.ContainerId, call.LaunchNestedContainer is null),
            Call.Types.Type.WaitNestedContainer => Nested(
                "wait_nested_container", call.WaitNestedContainer?.ContainerId, call.WaitNestedContainer is null),
            Call.Types.Type.KillNestedContainer => Nested(
                "kill_nested_container", call.KillNestedContainer?.ContainerId, call.KillNestedContainer is null),
            Call.Types.Type.RemoveNestedContainer => Nested(
                "remove_nested_container", call.RemoveNestedContainer?.ContainerId, call.RemoveNestedContainer is null),
            Call.Types.Type.LaunchNestedContainerSession => Nested(
                "launch_nested_container_session",
                call.LaunchNestedContainerSession?.ContainerId,
                call.LaunchNestedContainerSession is null),
            _ => null,
        };
    }

    private static string? Nested(string call, Protocol.V1.ContainerID? container, bool missing)
    {
        if (missing)
        {
            return Expecting(call);
        }

        return container?.Parent is null ? Expecting($"{call}.container_id.parent") : null;
    }

    private static string Expecting(string field) => $"Expecting '{field}' to be present";
}
