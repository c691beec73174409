using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.Ids;
using MesosOrleans.Protocol.V1;
using ExecutorType = MesosOrleans.Protocol.V1.ExecutorInfo.Types.Type;

namespace MesosOrleans.Core.Validation;

/// <summary>The checks of an executor (http-api.md 5.5, rules 10 and 11).</summary>
internal static class ExecutorValidator
{
    /// <summary>Why the executor is invalid in any launch, or null.</summary>
    public static string? Validate(ExecutorInfo executor, TaskValidationContext context) =>
        ValidateType(executor)
        ?? IdRules.Validate(executor.ExecutorId.Value)
        ?? ValidateParts(executor)
        ?? ValidateFramework(executor, context)
        ?? ConsumerResources.Validate(executor.Resources, "Executor")
        ?? ValidateKnown(executor, context);

    /// <summary>Why the executor is invalid in a LAUNCH, or null.</summary>
    public static string? ValidateSingle(ExecutorInfo executor)
    {
        if (executor.HasType && executor.Type != ExecutorType.Custom)
        {
            return "'ExecutorInfo.type' must be 'CUSTOM'";
        }

        if (executor.Command is null)
        {
            return "'ExecutorInfo.command' must be set";
        }

        var resources = ResourceSet.FromProto(executor.Resources);
        return resources.Shared.IsEmpty
            ? ValidateShareCgroups(executor)
            : $"Executor resources {resources} should not contain any shared resources";
    }

    /// <summary>Executors never share their parent's cgroups: they have no parent.</summary>
    public static string? ValidateShareCgroups(ExecutorInfo executor) =>
        executor.Container?.LinuxInfo is { HasShareCgroups: true, ShareCgroups: true }
            ? "The 'share_cgroups' field cannot be set to 'true' on executor containers"
            : null;

    /// <summary>True when two descriptions are of one executor; the order of its resources does not matter.</summary>
    public static bool IsSame(ExecutorInfo one, ExecutorInfo other)
    {
        if (one.Equals(other))
        {
            return true;
        }

        if (!ResourceSet.FromProto(one.Resources).Equals(ResourceSet.FromProto(other.Resources)))
        {
            return false;
        }

        var (left, right) = (one.Clone(), other.Clone());
        left.Resources.Clear();
        right.Resources.Clear();
        return left.Equals(right);
    }

    private static string? ValidateType(ExecutorInfo executor)
    {
        switch (executor.HasType ? executor.Type : ExecutorType.Unknown)
        {
            case ExecutorType.Default when executor.Command is not null:
                return "'ExecutorInfo.command' must not be set for 'DEFAULT' executor";
            case ExecutorType.Default when executor.Container is { } container && container.Type != ContainerInfo.Types.Type.Mesos:
                return "'ExecutorInfo.container.type' must be 'MESOS' for 'DEFAULT' executor";
            case ExecutorType.Default when executor.Container?.Mesos?.Image is not null:
                return "'ExecutorInfo.container.mesos.image' must not be set for 'DEFAULT' executor";
            case ExecutorType.Custom when executor.Command is null:
                return "'ExecutorInfo.command' must be set for 'CUSTOM' executor";
            default:
                return null;
        }
    }

    private static string? ValidateParts(ExecutorInfo executor)
    {
        if (executor.ShutdownGracePeriod is { Nanoseconds: < 0 })
        {
            return "ExecutorInfo's 'shutdown_grace_period' must be non-negative";
        }

        if (executor.Command is not null && CommandValidator.Validate(executor.Command) is { } command)
        {
            return $"Executor's `CommandInfo` is invalid: {command}";
        }

        return executor.Container is not null && ContainerValidator.Validate(executor.Container) is { } container
            ? $"Executor's `ContainerInfo` is invalid: {container}"
            : null;
    }

    private static string? ValidateFramework(ExecutorInfo executor, TaskValidationContext context)
    {
        if (executor.FrameworkId is null)
        {
            return "'ExecutorInfo.framework_id' must be set";
        }

        return executor.FrameworkId.Equals(context.Framework.Id)
            ? null
            : $"ExecutorInfo has an invalid FrameworkID (Actual: {executor.FrameworkId.Value} vs Expected: {context.Framework.Id.Value})";
    }

    private static string? ValidateKnown(ExecutorInfo executor, TaskValidationContext context)
    {
        const string Rule = "------------------------------------------------------------\n";
        return context.KnownExecutor is not { } known || IsSame(executor, known)
            ? null
            : "ExecutorInfo is not compatible with existing ExecutorInfo with same ExecutorID.\n"
                + $"{Rule}Existing ExecutorInfo:\n{known}\n{Rule}ExecutorInfo:\n{executor}\n{Rule}";
    }
}
