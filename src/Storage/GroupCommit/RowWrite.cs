namespace MesosOrleans.Storage.GroupCommit;

/// <summary>One write of a batch.</summary>
/// <param name="Key">Which row.</param>
/// <param name="ExpectedVersion">Version that the row must have; 0: the row must be absent.</param>
/// <param name="Payload">What to store; null removes the row.</param>
public readonly record struct RowWrite(RowKey Key, long ExpectedVersion, byte[]? Payload);
