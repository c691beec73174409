using System.Buffers;

namespace MesosOrleans.Core.Roles;

/// <summary>
/// Names of roles: <c>*</c>, or a path of components separated by slashes. The path is the hierarchy; parents need not exist.
/// </summary>
public static class RoleName
{
    /// <summary>The role that everything unreserved belongs to. It has no children and cannot be reserved.</summary>
    public const string Default = "*";

    private static readonly SearchValues<char> Blank = SearchValues.Create("\t\n\v\f\r \u007f");

    /// <summary>Says what is wrong with a role's name.</summary>
    /// <returns>The message, or null when the name is valid.</returns>
    public static string? Validate(string role)
    {
        ArgumentNullException.ThrowIfNull(role);
        if (role == Default)
        {
            return null;
        }

        if (role.StartsWith('/'))
        {
            return $"Role '{role}' cannot start with a slash";
        }

        if (role.EndsWith('/'))
        {
            return $"Role '{role}' cannot end with a slash";
        }

        if (role.Contains("//", StringComparison.Ordinal))
        {
            return $"Role '{role}' cannot contain two adjacent slashes";
        }

        if (role.Length == 0)
        {
            return "Role names cannot be the empty string";
        }

        foreach (var part in role.AsSpan().Split('/'))
        {
            if (ValidateComponent(role, role.AsSpan(part)) is { } error)
            {
                return error;
            }
        }

        return null;
    }

    /// <summary>True when <paramref name="role"/> is somewhere below <paramref name="ancestor"/>, and not equal to it.</summary>
    public static bool IsStrictSubrole(string role, string ancestor)
    {
        ArgumentNullException.ThrowIfNull(role);
        ArgumentNullException.ThrowIfNull(ancestor);
        return role.Length > ancestor.Length
            && role[ancestor.Length] == '/'
            && role.StartsWith(ancestor, StringComparison.Ordinal);
    }

    /// <summary>True when <paramref name="role"/> equals <paramref name="ancestor"/> or is below it.</summary>
    public static bool IsInSubtree(string role, string ancestor) => role == ancestor || IsStrictSubrole(role, ancestor);

    /// <summary>True when the role has a parent.</summary>
    public static bool IsHierarchical(string role)
    {
        ArgumentNullException.ThrowIfNull(role);
        return role.Contains('/', StringComparison.Ordinal);
    }

    /// <summary>The role one level up, or null for a top-level role.</summary>
    public static string? Parent(string role)
    {
        ArgumentNullException.ThrowIfNull(role);
        var slash = role.LastIndexOf('/');
        return slash < 0 ? null : role[..slash];
    }

    /// <summary>All roles above, the nearest first: <c>a/b/c</c> gives <c>a/b</c>, <c>a</c>.</summary>
    public static IEnumerable<string> Ancestors(string role)
    {
        for (var parent = Parent(role); parent is not null; parent = Parent(parent))
        {
            yield return parent;
        }
    }

    private static string? ValidateComponent(string role, ReadOnlySpan<char> component)
    {
        if (component is "." or ".." or "*")
        {
            return $"Role '{role}' cannot include '{component}' as a component";
        }

        if (component.StartsWith('-'))
        {
            return $"Role component '{component}' is invalid because it starts with a dash";
        }

        return component.ContainsAny(Blank)
            ? $"Role component '{component}' is invalid because it contains backspace or whitespace"
            : null;
    }
}
