namespace MesosOrleans.Conformance.Tests.Replay;

/// <summary>Tests that look at what came of the replays.</summary>
[CollectionDefinition(Name)]
public sealed class RecordedMasters : ICollectionFixture<FirstMaster>, ICollectionFixture<SecondMaster>
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "recorded masters";
}
