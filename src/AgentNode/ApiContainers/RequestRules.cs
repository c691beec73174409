using MesosOrleans.Transport;

namespace MesosOrleans.AgentNode.ApiContainers;

/// <summary>What a container may ask for, decided before anything is made. Pure; facts: http-api.md 10.</summary>
internal static class RequestRules
{
    /// <summary>Why a request cannot be carried out, or null.</summary>
    public static ApiError? Check(ContainerRequest request)
    {
        if (ContainerIds.Validate(request.Id) is { } invalid)
        {
            return Bad($"'container_id' is invalid: {invalid}");
        }

        if (request.Id.Parent is not null)
        {
            return CheckNested(request);
        }

        foreach (var resource in request.Resources)
        {
            if (resource.Reservations.Count > 0 || (resource.HasRole && resource.Role != "*"))
            {
                return Bad($"Resource '{resource.Name}' is reserved: a standalone container takes unreserved resources only");
            }

            if (resource.Revocable is not null || resource.Disk?.Persistence is not null)
            {
                return Bad($"Resource '{resource.Name}': a standalone container takes neither revocable resources nor volumes");
            }
        }

        return null;
    }

    private static ApiError? CheckNested(ContainerRequest request)
    {
        if (request.Container?.LinuxInfo is { HasShareCgroups: true, ShareCgroups: false })
        {
            return new ApiError(
                StatusCodes.Status501NotImplemented, "Nested containers share the cgroups of their parent on this agent");
        }

        return request.Resources.Count > 0 || request.Limits.Count > 0
            ? Bad("A nested container shares the cgroups of its parent and cannot have resources or limits of its own")
            : null;
    }

    private static ApiError Bad(string text) => new(StatusCodes.Status400BadRequest, text);
}
