namespace MesosOrleans.Storage;

/// <summary>Which grain storage a silo uses, and on which database.</summary>
public enum StorageKind
{
    /// <summary>Group commit on an embedded SQLite file: one silo, localhost clustering, reminders in memory.</summary>
    Sqlite,

    /// <summary>Group commit on PostgreSQL, which also holds membership and reminders.</summary>
    Postgres,

    /// <summary>Orleans' stock ADO.NET grain storage on PostgreSQL, which also holds membership and reminders.</summary>
    AdoNet,
}
