using System.Net;
using System.Text;
using System.Text.Json;
using MesosOrleans.AgentNode.Api;
using MesosOrleans.AgentNode.Tests.Support;
using MesosOrleans.Transport.Logs;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.AgentNode.Tests.Api;

/// <summary>Pages that a node has alike with a silo (legacy-endpoints.md 6); none of them waits for the recovery.</summary>
public sealed class CommonPagesTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly LogVerbosity _verbosity = new(LogLevel.Warning, TimeProvider.System);
    private readonly HttpClient _http = new();
    private readonly WebApplication _app = WebApplication.CreateSlimBuilder().Build();
    private LogFile _log = null!;

    public async Task InitializeAsync()
    {
        _log = new LogFile(_directory.Path, "mesos-agent");
        new NodeApi(_verbosity, _log).Map(_app, "1.2.3");
        _app.Urls.Add("http://127.0.0.1:0");
        await _app.StartAsync();
        _http.BaseAddress = new Uri(_app.Urls.First());
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    public void Dispose()
    {
        _http.Dispose();
        _log.Dispose();
        _verbosity.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("/version", """{"build_date":"","build_time":0.0,"build_user":"","version":"1.2.3"}""", 200)]
    [InlineData("/version/", """{"build_date":"","build_time":0.0,"build_user":"","version":"1.2.3"}""", 200)]
    [InlineData("/version?jsonp=f", """f({"build_date":"","build_time":0.0,"build_user":"","version":"1.2.3"})""", 200)]
    [InlineData("/logging/toggle", "0\n", 200)]
    [InlineData("/logging/toggle?level=1", "Expecting 'duration=value' in query.\n", 400)]
    [InlineData("/files/browse", "Expecting 'path=value' in query.\n", 400)]
    [InlineData("/files/browse?path=/nope", "", 404)]
    [InlineData("/profiler/start", "Perftools is disabled. To enable perftools, configure libprocess with --enable-perftools.\n", 400)]
    [InlineData("/slave(1)/state", "Agent has not finished recovery", 503)]
    [InlineData("/slave%281%29/health", "", 200)]
    [InlineData("/nope", "404 Not Found.", 404)]
    public async Task Pages_answer_as_recorded(string path, string text, int status)
    {
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal((status, text), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task The_log_can_be_read_as_a_virtual_file()
    {
        using (var provider = _log.CreateProvider())
        {
            provider.CreateLogger("Test").Log(LogLevel.Warning, 0, "something", null, (state, _) => state);
        }

        using var json = JsonDocument.Parse(await _http.GetStringAsync("/files/read?path=/slave/log&offset=0"));
        Assert.EndsWith("Test] something\n", json.RootElement.GetProperty("data").GetString(), StringComparison.Ordinal);
        Assert.StartsWith(
            $$"""{"/slave/log":"{{_directory.Path}}""", await _http.GetStringAsync("/files/debug"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_names_what_is_served()
    {
        var help = await _http.GetStringAsync("/help?format=json");
        Assert.Contains("\"slave(1)\"", help, StringComparison.Ordinal);
        Assert.Contains("/files/browse", await _http.GetStringAsync("/help/files"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_level_is_set_over_the_operator_api()
    {
        await using var node = await ApiNode.StartAsync();
        using var set = await PostAsync(node, """{"type":"SET_LOGGING_LEVEL","set_logging_level":{"level":2,"duration":{"nanoseconds":3600000000000}}}""");
        Assert.Equal((HttpStatusCode.OK, 0), (set.StatusCode, set.Content.Headers.ContentLength));
        using var level = await PostAsync(node, """{"type":"GET_LOGGING_LEVEL"}""");
        Assert.Equal("""{"type":"GET_LOGGING_LEVEL","get_logging_level":{"level":2}}""", await level.Content.ReadAsStringAsync());
        Assert.Equal("2\n", await node.Http.GetStringAsync(new Uri("/logging/toggle", UriKind.Relative)));
    }

    private static Task<HttpResponseMessage> PostAsync(ApiNode node, string json) => node.Http.PostAsync(
        new Uri("/api/v1", UriKind.Relative), new ByteArrayContent(Encoding.UTF8.GetBytes(json)) { Headers = { { "Content-Type", "application/json" } } });
}
