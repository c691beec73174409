namespace MesosOrleans.Conformance.Tests.Hosting;

/// <summary>Tests that share one silo.</summary>
[CollectionDefinition(Name)]
public sealed class SharedSiloCollection : ICollectionFixture<SharedSilo>
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "shared silo";
}
