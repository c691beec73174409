using MesosOrleans.Protocol.V1;
using VariableType = MesosOrleans.Protocol.V1.Environment.Types.Variable.Types.Type;

namespace MesosOrleans.Core.Validation;

/// <summary>Commands with their environment and secrets (http-api.md 3.4).</summary>
public static class CommandValidator
{
    /// <summary>Why the command is invalid, or null.</summary>
    public static string? Validate(CommandInfo command)
    {
        foreach (var variable in command.Environment?.Variables ?? [])
        {
            if (Validate(variable) is { } error)
            {
                return error;
            }
        }

        return null;
    }

    /// <summary>Why the secret is invalid, or null.</summary>
    public static string? Validate(Secret secret) => secret.Type switch
    {
        Secret.Types.Type.Reference when secret.Reference is null => "Secret of type REFERENCE must have the 'reference' field set",
        Secret.Types.Type.Reference when secret.Value is not null => $"Secret '{secret.Reference.Name}' of type REFERENCE must not have the 'value' field set",
        Secret.Types.Type.Value when secret.Value is null => "Secret of type VALUE must have the 'value' field set",
        Secret.Types.Type.Value when secret.Reference is not null => "Secret of type VALUE must not have the 'reference' field set",
        Secret.Types.Type.Unknown => "Secret of type UNKNOWN is not allowed",
        _ => null,
    };

    private static string? Validate(Protocol.V1.Environment.Types.Variable variable) => variable.Type switch
    {
        VariableType.Secret when variable.Secret is null =>
            $"Environment variable '{variable.Name}' of type 'SECRET' must have a secret set",
        VariableType.Secret when variable.HasValue =>
            $"Environment variable '{variable.Name}' of type 'SECRET' must not have a value set",
        VariableType.Secret => ValidateSecret(variable),
        VariableType.Value when !variable.HasValue =>
            $"Environment variable '{variable.Name}' of type 'VALUE' must have a value set",
        VariableType.Value when variable.Secret is not null =>
            $"Environment variable '{variable.Name}' of type 'VALUE' must not have a secret set",
        VariableType.Unknown => "Environment variable of type 'UNKNOWN' is not allowed",
        _ => null,
    };

    private static string? ValidateSecret(Protocol.V1.Environment.Types.Variable variable)
    {
        if (Validate(variable.Secret) is { } error)
        {
            return $"Environment variable '{variable.Name}' specifies an invalid secret: {error}";
        }

        return variable.Secret.Value?.Data.Span.Contains((byte)0) == true
            ? $"Environment variable '{variable.Name}' specifies a secret containing null bytes, which is not allowed in the environment"
            : null;
    }
}
