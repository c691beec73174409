namespace MesosOrleans.Conformance.Tests.Hosting;

/// <summary>A silo that gives agents up after a second.</summary>
public sealed class HastySilo : ConformanceSilo
{
    /// <inheritdoc/>
    protected override IReadOnlyList<string> Flags =>
        ["--allocation_interval=50ms", "--agent_ping_timeout=1secs", "--max_agent_ping_timeouts=1"];
}
