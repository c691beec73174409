namespace MesosOrleans.Silo.Tests.Hosting;

/// <summary>Tests that share one silo.</summary>
[CollectionDefinition(Name)]
public sealed class SiloCollection : ICollectionFixture<SiloFixture>
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "silo";
}
