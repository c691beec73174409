namespace MesosOrleans.Silo.Api.Transport;

/// <summary>Who asks.</summary>
internal static class Principal
{
    /// <summary>The authenticated principal, or null.</summary>
    public static string? Of(HttpContext context) =>
        context.User.Identity is { IsAuthenticated: true } identity ? identity.Name : null;
}
