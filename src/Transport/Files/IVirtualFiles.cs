namespace MesosOrleans.Transport.Files;

/// <summary>What can be seen through the files pages.</summary>
internal interface IVirtualFiles
{
    /// <summary>Virtual paths that answer, and the file or directory behind each.</summary>
    IReadOnlyDictionary<string, string> Roots();
}
