namespace MesosOrleans.AgentNode.Executors;

/// <summary>What one run of a check found.</summary>
/// <param name="Completed">False after a time-out or when the check could not be run: there is no value.</param>
/// <param name="Value">Exit code, HTTP status, or 1 and 0 for a connection made or refused.</param>
/// <param name="Healthy">Whether a health check of this kind calls that healthy.</param>
/// <param name="Explanation">For people; null when all is well.</param>
internal sealed record CheckResult(bool Completed, int Value, bool Healthy, string? Explanation)
{
    public static CheckResult None(string explanation) => new(false, 0, false, explanation);
}
