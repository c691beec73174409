namespace MesosOrleans.Conformance.Tests.Hosting;

/// <summary>The silo that tests of single rules share.</summary>
public sealed class SharedSilo : ConformanceSilo
{
    /// <inheritdoc/>
    protected override IReadOnlyList<string> Flags => ["--allocation_interval=50ms"];
}
