using MesosOrleans.Protocol.View;
using static MesosOrleans.Protocol.V1.MasterApi.Response.Types;

namespace MesosOrleans.Core.View;

/// <summary>Changes of one shard that belong together, each thing named at most once.</summary>
public sealed record ViewBatch
{
    /// <summary>Agents as they are now.</summary>
    public required IReadOnlyList<ViewAgent> Agents { get; init; }

    /// <summary>Frameworks as they are now.</summary>
    public required IReadOnlyList<GetFrameworks.Types.Framework> Frameworks { get; init; }

    /// <summary>Tasks as they are now.</summary>
    public required IReadOnlyList<Protocol.V1.Task> Tasks { get; init; }

    /// <summary>What is no more.</summary>
    public required IReadOnlyList<ViewRemoval> Removals { get; init; }

    /// <summary>Which reading of the shard this belongs to; what is named is of it from now on.</summary>
    public required int Reading { get; init; }

    /// <summary>Whether the reading has now named everything that the shard has: what is of older ones is no more.</summary>
    public required bool IsWhole { get; init; }

    /// <summary>Whether the shard had asked all owners.</summary>
    public required bool IsComplete { get; init; }
}
