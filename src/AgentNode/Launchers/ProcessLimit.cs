namespace MesosOrleans.AgentNode.Launchers;

/// <summary>One limit of setrlimit(2).</summary>
/// <param name="Resource">Number of the resource on Linux.</param>
/// <param name="Name">Its name, e.g. <c>RLIMIT_NOFILE</c>.</param>
/// <param name="Soft">Soft limit; <see cref="ulong.MaxValue"/> for none.</param>
/// <param name="Hard">Hard limit; <see cref="ulong.MaxValue"/> for none.</param>
internal sealed record ProcessLimit(int Resource, string Name, ulong Soft, ulong Hard);
