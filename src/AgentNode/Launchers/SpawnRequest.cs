namespace MesosOrleans.AgentNode.Launchers;

/// <summary>A process to start: what it runs and which descriptors it gets. Everything else is closed in it.</summary>
internal sealed record SpawnRequest
{
    /// <summary>Absolute path of the executable.</summary>
    public required string Path { get; init; }

    /// <summary>The arguments, beginning with the program's own name.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The whole environment, as NAME=VALUE.</summary>
    public required IReadOnlyList<string> Environment { get; init; }

    /// <summary>
    /// Our descriptor for each number in the new process, numbers ascending from 0. All of ours are above the numbers,
    /// see <see cref="Descriptors.FirstSafe"/>.
    /// </summary>
    public required IReadOnlyList<int> Descriptors { get; init; }

    /// <summary>Working directory, or null for ours.</summary>
    public string? WorkingDirectory { get; init; }
}
