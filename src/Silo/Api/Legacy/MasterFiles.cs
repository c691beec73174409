using MesosOrleans.Transport.Files;
using MesosOrleans.Transport.Logs;

namespace MesosOrleans.Silo.Api.Legacy;

/// <summary>What a silo shows through the files pages: its log, when it writes one.</summary>
internal sealed class MasterFiles(ICurrentLog? log = null) : IVirtualFiles
{
    /// <summary>The log's virtual path.</summary>
    public const string LogPath = "/master/log";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Roots() => log is null
        ? new Dictionary<string, string>()
        : new Dictionary<string, string> { [LogPath] = log.CurrentPath };
}
