namespace MesosOrleans.AllocationTree.Tests;

/// <summary>The cases on three silos.</summary>
public sealed class ThreeSiloCases(ThreeSilos fixture) : TreeCases(fixture), IClassFixture<ThreeSilos>;
