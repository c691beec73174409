namespace MesosOrleans.Storage.GroupCommit;

/// <summary>A row as it is stored.</summary>
/// <param name="Version">Its version, above 0; a database never uses one twice.</param>
/// <param name="Payload">Its payload.</param>
public sealed record StoredRow(long Version, byte[] Payload);
