using System.Formats.Tar;
using System.IO.Compression;
using MesosOrleans.AgentNode.Executors;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Fetcher;

/// <summary>Brings the URIs of a command into its sandbox, one after another. Facts: agent.md 21.</summary>
internal sealed class UriFetcher(FetcherOptions options, TimeProvider time, HttpClient http)
{
    private const int BufferBytes = 64 * 1024;

    private const UnixFileMode Runnable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private long _succeeded;
    private long _failed;

    /// <summary>Commands whose URIs were all fetched.</summary>
    public long Succeeded => Interlocked.Read(ref _succeeded);

    /// <summary>Commands for which some URI could not be fetched.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Fetches, unpacks and hands over everything.</summary>
    /// <exception cref="FetchException">Something could not be fetched; the rest is not tried.</exception>
    public async Task FetchAsync(
        IEnumerable<CommandInfo.Types.URI> uris,
        string sandbox,
        string? user,
        CancellationToken cancellationToken)
    {
        var owner = user is null ? null : UnixUsers.Find(user);
        try
        {
            foreach (var uri in uris)
            {
                await FetchAsync(uri, sandbox, owner, cancellationToken);
            }

            Interlocked.Increment(ref _succeeded);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException
            or HttpRequestException or InvalidDataException)
        {
            Interlocked.Increment(ref _failed);
            throw new FetchException(exception.Message, exception);
        }
        catch (FetchException)
        {
            Interlocked.Increment(ref _failed);
            throw;
        }
    }

    private async Task FetchAsync(
        CommandInfo.Types.URI uri,
        string sandbox,
        UnixUser? owner,
        CancellationToken cancellationToken)
    {
        var plan = FetchPlan.Of(uri, options.FrameworksHome);
        var target = Path.Combine(sandbox, plan.FileName);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        if (plan.LocalPath is { } path)
        {
            await CopyLocalAsync(uri.Value, path, target, owner, cancellationToken);
        }
        else
        {
            await DownloadAsync(plan.Remote!, target, cancellationToken);
        }

        if (plan.Executable)
        {
            File.SetUnixFileMode(target, Runnable);
        }

        await UnpackAsync(plan.Archive, target, sandbox, cancellationToken);
        if (owner is not null)
        {
            UnixUsers.OwnTree(sandbox, owner);
        }
    }

    private static async Task CopyLocalAsync(
        string uri,
        string path,
        string target,
        UnixUser? owner,
        CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw new FetchException($"Failed to fetch '{uri}': there is no such file");
        }

        if (owner is not null && !UnixUsers.MayRead(path, owner))
        {
            throw new FetchException($"Failed to fetch '{uri}': user '{owner.Name}' may not read it");
        }

        await using var source = File.OpenRead(path);
        await using var copy = File.Create(target);
        await source.CopyToAsync(copy, BufferBytes, cancellationToken);
        File.SetUnixFileMode(target, File.GetUnixFileMode(path));
    }

    private async Task DownloadAsync(Uri uri, string target, CancellationToken cancellationToken)
    {
        using var stall = new CancellationTokenSource(options.StallTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stall.Token, cancellationToken);
        try
        {
            using var response = await http.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if ((int)response.StatusCode != 200)
            {
                throw new FetchException($"Failed to fetch '{uri}': the server answered {(int)response.StatusCode}");
            }

            await using var source = await response.Content.ReadAsStreamAsync(either.Token);
            await using var copy = File.Create(target);
            var buffer = new byte[BufferBytes];
            int count;
            while ((count = await source.ReadAsync(buffer, either.Token)) > 0)
            {
                stall.CancelAfter(options.StallTimeout);
                await copy.WriteAsync(buffer.AsMemory(0, count), either.Token);
            }
        }
        catch (OperationCanceledException) when (stall.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new FetchException($"Failed to fetch '{uri}': no data for {options.StallTimeout.TotalSeconds:0.###} s");
        }
    }

    private static async Task UnpackAsync(
        ArchiveKind kind,
        string path,
        string sandbox,
        CancellationToken cancellationToken)
    {
        switch (kind)
        {
            case ArchiveKind.None:
                return;
            case ArchiveKind.Tar:
                await TarFile.ExtractToDirectoryAsync(path, sandbox, overwriteFiles: true, cancellationToken);
                return;
            case ArchiveKind.TarGzip:
                await using (var unzipped = new GZipStream(File.OpenRead(path), CompressionMode.Decompress))
                {
                    await TarFile.ExtractToDirectoryAsync(unzipped, sandbox, overwriteFiles: true, cancellationToken);
                }

                return;
            case ArchiveKind.Gzip:
                await using (var unzipped = new GZipStream(File.OpenRead(path), CompressionMode.Decompress))
                await using (var target = File.Create(path[..^".gz".Length]))
                {
                    await unzipped.CopyToAsync(target, BufferBytes, cancellationToken);
                }

                return;
            case ArchiveKind.Zip:
                await ZipFile.ExtractToDirectoryAsync(path, sandbox, overwriteFiles: true, cancellationToken);
                return;
            default:
                await ExternalTar.ExtractAsync(path, sandbox, cancellationToken);
                return;
        }
    }
}
