namespace MesosOrleans.AgentNode.Fetcher;

/// <summary>How a fetched file is unpacked.</summary>
internal enum ArchiveKind
{
    None,
    Tar,
    TarGzip,
    Zip,
    Gzip,

    /// <summary>Compressed with bzip2 or xz: unpacked by the machine's tar.</summary>
    Unsupported,
}
