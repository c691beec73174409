using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.ApiContainers;

/// <summary>Ids of containers, which callers choose: a value, and the id of the container around it.</summary>
internal static class ContainerIds
{
    private const int DepthMax = 32;

    /// <summary>The id as people read it: the outermost container first, dots between.</summary>
    public static string Text(ContainerID id) => id.Parent is null ? id.Value : $"{Text(id.Parent)}.{id.Value}";

    /// <summary>What is wrong with an id, or null.</summary>
    public static string? Validate(ContainerID id)
    {
        var depth = 0;
        for (var part = id; part is not null; part = part.Parent)
        {
            if (Protocol.Ids.IdRules.Validate(part.Value) is { } problem)
            {
                return problem;
            }

            if (part.Value.Contains('.', StringComparison.Ordinal))
            {
                return $"'{part.Value}' contains invalid characters";
            }

            if (++depth > DepthMax)
            {
                return $"It is nested more than {DepthMax} levels deep";
            }
        }

        return null;
    }

    /// <summary>The outermost container of an id.</summary>
    public static ContainerID Root(ContainerID id)
    {
        var root = id;
        while (root.Parent is not null)
        {
            root = root.Parent;
        }

        return root;
    }

    /// <summary>How many containers are around it.</summary>
    public static int Depth(ContainerID id) => id.Parent is null ? 0 : 1 + Depth(id.Parent);
}
