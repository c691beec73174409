using System.Net;
using System.Text.Json.Nodes;

namespace MesosOrleans.Cli.Http;

/// <summary>The cluster's endpoints that answer once, and those of its agent nodes.</summary>
public sealed class MasterClient : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private readonly HttpClient _http = new() { Timeout = Timeout };
    private readonly Uri _master;

    /// <summary>Creates a client.</summary>
    /// <param name="master">Base address of a silo.</param>
    public MasterClient(Uri master) => _master = master;

    /// <summary>Gets a JSON object from the cluster.</summary>
    /// <exception cref="CliException">The cluster cannot be reached, or refuses.</exception>
    public Task<JsonNode> GetAsync(string pathAndQuery, CancellationToken cancellationToken = default) =>
        GetAsync(new Uri(_master, pathAndQuery), cancellationToken);

    /// <summary>Gets a JSON object from anywhere.</summary>
    /// <exception cref="CliException">The address cannot be reached, or refuses.</exception>
    public async Task<JsonNode> GetAsync(Uri address, CancellationToken cancellationToken = default)
    {
        var (status, body) = await SendAsync(new HttpRequestMessage(HttpMethod.Get, address), cancellationToken);
        if (status != HttpStatusCode.OK)
        {
            throw Refused(address, status, body);
        }

        try
        {
            return JsonNode.Parse(body) ?? throw new CliException($"{address} answers with no JSON");
        }
        catch (System.Text.Json.JsonException failure)
        {
            throw new CliException($"{address} answers with broken JSON: {failure.Message}", failure);
        }
    }

    /// <summary>Posts a form to the cluster.</summary>
    /// <exception cref="CliException">The cluster cannot be reached, or refuses.</exception>
    public async Task PostFormAsync(
        string path, IEnumerable<KeyValuePair<string, string>> fields, CancellationToken cancellationToken = default)
    {
        var address = new Uri(_master, path);
        using var form = new FormUrlEncodedContent(fields);
        var (status, body) = await SendAsync(new HttpRequestMessage(HttpMethod.Post, address) { Content = form }, cancellationToken);
        if (status is not (HttpStatusCode.OK or HttpStatusCode.Accepted))
        {
            throw Refused(address, status, body);
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _http.Dispose();

    private static CliException Refused(Uri address, HttpStatusCode status, string body) =>
        new($"{address.GetLeftPart(UriPartial.Path)} answers {(int)status}{(body.Length > 0 ? $": {body.Trim()}" : string.Empty)}");

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            try
            {
                using var response = await _http.SendAsync(request, cancellationToken);
                return (response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
            }
            catch (HttpRequestException failure)
            {
                throw new CliException($"cannot reach {request.RequestUri!.Authority}: {failure.Message}", failure);
            }
            catch (TaskCanceledException failure) when (!cancellationToken.IsCancellationRequested)
            {
                throw new CliException($"{request.RequestUri!.Authority} does not answer within {Timeout.TotalSeconds} s", failure);
            }
        }
    }
}
