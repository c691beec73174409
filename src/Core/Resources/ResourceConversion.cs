namespace MesosOrleans.Core.Resources;

/// <summary>One step of an operation: some resources become others.</summary>
/// <param name="Consumed">What must be there, and goes.</param>
/// <param name="Converted">What comes instead.</param>
/// <param name="Check">Looks at the result; says what is wrong with it, or null.</param>
public sealed record ResourceConversion(
    ResourceSet Consumed, ResourceSet Converted, Func<ResourceSet, string?>? Check = null)
{
    /// <summary>The same for an account that knows no allocation, such as an agent's total.</summary>
    public ResourceConversion Unallocate() => new(
        Consumed.Unallocate(),
        Converted.Unallocate(),
        Check);

    /// <summary>Applies the step.</summary>
    /// <param name="target">The resources to change.</param>
    /// <param name="result">The changed resources; the unchanged ones on failure.</param>
    /// <returns>What is wrong; null on success.</returns>
    public string? TryApply(ResourceSet target, out ResourceSet result)
    {
        ArgumentNullException.ThrowIfNull(target);
        result = target;
        if (!target.Contains(Consumed))
        {
            return $"{target} does not contain {Consumed}";
        }

        var changed = target - Consumed + Converted;
        if (Check?.Invoke(changed) is { } error)
        {
            return error;
        }

        result = changed;
        return null;
    }
}
