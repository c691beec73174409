namespace MesosOrleans.Core.Allocation;

/// <summary>A planned time without an agent.</summary>
/// <param name="Start">When it begins.</param>
/// <param name="Duration">How long it lasts; null when nobody knows.</param>
public sealed record AgentUnavailability(DateTimeOffset Start, TimeSpan? Duration = null);
