namespace MesosOrleans.AllocationTree.Tests;

/// <summary>The cases on one silo.</summary>
public sealed class OneSiloCases(OneSilo fixture) : TreeCases(fixture), IClassFixture<OneSilo>;
