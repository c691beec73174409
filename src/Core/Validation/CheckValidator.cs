using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Validation;

/// <summary>Checks and health checks (http-api.md 3.4).</summary>
public static class CheckValidator
{
    /// <summary>Why the check is invalid, or null.</summary>
    public static string? Validate(CheckInfo check)
    {
        if (!check.HasType)
        {
            return "CheckInfo must specify 'type'";
        }

        return check.Type switch
        {
            CheckInfo.Types.Type.Command => check.Command is null
                ? "Expecting 'command' to be set for COMMAND check"
                : ValidateCommand(check.Command.Command_, "check"),
            CheckInfo.Types.Type.Http => check.Http is null
                ? "Expecting 'http' to be set for HTTP check"
                : ValidatePath(check.Http.HasPath, check.Http.Path),
            CheckInfo.Types.Type.Tcp => check.Tcp is null ? "Expecting 'tcp' to be set for TCP check" : null,
            _ => $"'{check.Type}' is not a valid check type",
        } ?? ValidateTimes("CheckInfo", check.DelaySeconds, check.IntervalSeconds, check.TimeoutSeconds);
    }

    /// <summary>Why the health check is invalid, or null.</summary>
    public static string? Validate(HealthCheck check)
    {
        if (!check.HasType)
        {
            return "HealthCheck must specify 'type'";
        }

        return check.Type switch
        {
            HealthCheck.Types.Type.Command => check.Command is null
                ? "Expecting 'command' to be set for COMMAND health check"
                : ValidateCommand(check.Command, "health check"),
            HealthCheck.Types.Type.Http => check.Http is null
                ? "Expecting 'http' to be set for HTTP health check"
                : ValidateScheme(check.Http) ?? ValidatePath(check.Http.HasPath, check.Http.Path),
            HealthCheck.Types.Type.Tcp => check.Tcp is null ? "Expecting 'tcp' to be set for TCP health check" : null,
            _ => $"'{check.Type}' is not a valid health check type",
        } ?? ValidateTimes("HealthCheck", check.DelaySeconds, check.IntervalSeconds, check.TimeoutSeconds)
          ?? (check.GracePeriodSeconds < 0 ? "Expecting 'HealthCheck.grace_period_seconds' to be non-negative" : null);
    }

    private static string? ValidateCommand(CommandInfo? command, string kind)
    {
        if (command is null || !command.HasValue)
        {
            return command is { Shell: true } or null
                ? $"Expecting 'command.value' to be set for COMMAND {kind}"
                : null;
        }

        return CommandValidator.Validate(command) is { } error ? $"Check's `CommandInfo` is invalid: {error}" : null;
    }

    private static string? ValidateScheme(HealthCheck.Types.HTTPCheckInfo http) =>
        http.HasScheme && http.Scheme is not ("http" or "https")
            ? $"Unsupported HTTP health check scheme: '{http.Scheme}'"
            : null;

    private static string? ValidatePath(bool isSet, string path) =>
        isSet && !path.StartsWith('/') ? $"The path '{path}' of HTTP check must start with '/'" : null;

    private static string? ValidateTimes(string name, double delay, double interval, double timeout)
    {
        if (delay < 0)
        {
            return $"Expecting '{name}.delay_seconds' to be non-negative";
        }

        if (interval < 0)
        {
            return $"Expecting '{name}.interval_seconds' to be non-negative";
        }

        return timeout < 0 ? $"Expecting '{name}.timeout_seconds' to be non-negative" : null;
    }
}
