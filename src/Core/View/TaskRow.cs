namespace MesosOrleans.Core.View;

/// <summary>One task of the copy of the read model, and where it is.</summary>
internal sealed class TaskRow
{
    /// <summary>The task as it is now; replaced, never modified.</summary>
    public required Protocol.V1.Task Task { get; set; }

    /// <summary>The table it is in.</summary>
    public required TaskTable Table { get; set; }

    /// <summary>Its place there.</summary>
    public int Slot { get; set; }

    /// <summary>The reading of the shard that named it last.</summary>
    public int Reading { get; set; }
}
