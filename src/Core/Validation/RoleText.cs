namespace MesosOrleans.Core.Validation;

/// <summary>How lists of roles read in messages.</summary>
internal static class RoleText
{
    /// <summary><c>{ a, b }</c>, or <c>{}</c>.</summary>
    public static string Set(IReadOnlyCollection<string> roles) =>
        roles.Count == 0 ? "{}" : $"{{ {string.Join(", ", roles)} }}";
}
