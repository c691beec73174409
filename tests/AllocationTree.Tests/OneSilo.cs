namespace MesosOrleans.AllocationTree.Tests;

/// <summary>One silo.</summary>
public sealed class OneSilo() : TreeFixture(1);
