namespace MesosOrleans.AllocationTree.Tests;

/// <summary>Three silos: root and roles are spread over them.</summary>
public sealed class ThreeSilos() : TreeFixture(3);
