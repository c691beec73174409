using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Client.Sandboxes;

/// <summary>Reads files of tasks' sandboxes from the agent nodes' HTTP endpoint.</summary>
public sealed class SandboxReader : IDisposable
{
    private const int PageBytes = 64 * 1024;
    private const long FileBytesMax = 64 * 1024 * 1024;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Reads a whole text file of a command task.</summary>
    /// <param name="offer">The offer that the task was launched on: it names the agent's address.</param>
    /// <param name="framework">The framework.</param>
    /// <param name="task">The task, as launched.</param>
    /// <param name="file">Path of the file in the sandbox.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The text.</returns>
    /// <exception cref="SandboxException">The agent cannot be reached, has no such file, or it has more than 64 MB.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<string> ReadAsync(
        Offer offer, FrameworkID framework, TaskID task, string file = "stdout", CancellationToken cancellationToken = default)
    {
        var path = $"/frameworks/{framework.Value}/executors/{task.Value}/runs/latest/{file}";
        var agent = offer.Url.Address;
        var host = agent.HasIp ? agent.Ip : agent.Hostname;
        var address = string.Create(CultureInfo.InvariantCulture, $"http://{host}:{agent.Port}/files/read?path={Uri.EscapeDataString(path)}");
        var size = (await ReadPageAsync(address, path, -1, cancellationToken)).Offset;
        if (size > FileBytesMax)
        {
            throw new SandboxException($"'{path}' has {size} bytes, more than the {FileBytesMax} that are read");
        }

        var text = new StringBuilder((int)size);
        for (var offset = 0L; offset < size; offset += PageBytes)
        {
            text.Append((await ReadPageAsync(address, path, offset, cancellationToken)).Data);
        }

        return text.ToString();
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _http.Dispose();

    private async Task<Page> ReadPageAsync(string address, string path, long offset, CancellationToken cancellationToken)
    {
        var range = string.Create(CultureInfo.InvariantCulture, $"&offset={offset}&length={PageBytes}");
        try
        {
            using var response = await _http.GetAsync(new Uri(address + (offset < 0 ? "&offset=-1" : range)), cancellationToken);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw new SandboxException($"the agent answers {(int)response.StatusCode} for '{path}'");
            }

            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            using var json = await JsonDocument.ParseAsync(body, default, cancellationToken);
            return new Page(
                json.RootElement.GetProperty("data").GetString() ?? string.Empty,
                json.RootElement.GetProperty("offset").GetInt64());
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException or KeyNotFoundException)
        {
            throw new SandboxException($"'{path}' cannot be read from the agent: {failure.Message}", failure);
        }
    }

    private sealed record Page(string Data, long Offset);
}
