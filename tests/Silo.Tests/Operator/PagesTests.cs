using System.Net;
using System.Text;
using System.Text.Json;
using MesosOrleans.Protocol.V1.MasterApi;
using MesosOrleans.Silo.Tests.Hosting;

namespace MesosOrleans.Silo.Tests.Operator;

/// <summary>Log, files, help and the other pages that a silo and an agent node have alike, on a silo that writes a log.</summary>
public sealed class PagesTests(PagesTests.LoggingSilo silo) : IClassFixture<PagesTests.LoggingSilo>
{
    /// <summary>A silo with <c>--log_dir</c>.</summary>
    public sealed class LoggingSilo : SiloFixture
    {
        /// <summary>Creates it.</summary>
        public LoggingSilo() => WritesLog = true;
    }

    [Fact]
    public async Task Answers_are_the_recorded_ones()
    {
        foreach (var exchange in RecordedExchange.Load("pages.jsonl"))
        {
            using var answer = await exchange.Send(silo);
            Assert.Null(await exchange.Differs(answer));
        }
    }

    [Fact]
    public async Task The_level_is_set_told_and_changes_what_the_log_says()
    {
        using var set = await silo.Post(
            "/api/v1", """{"type":"SET_LOGGING_LEVEL","set_logging_level":{"level":2,"duration":{"nanoseconds":3600000000000}}}""");
        Assert.Equal(HttpStatusCode.OK, set.StatusCode);
        using var level = await silo.Post("/api/v1", """{"type":"GET_LOGGING_LEVEL"}""");
        Assert.Equal("""{"type":"GET_LOGGING_LEVEL","get_logging_level":{"level":2}}""", await level.Content.ReadAsStringAsync());
        using var toggle = await silo.Send("GET", "/logging/toggle", null);
        Assert.Equal("2\n", await toggle.Content.ReadAsStringAsync());
        Assert.Contains("An operator set the logging level to 2 for 3600 s", await Log(), StringComparison.Ordinal);

        using var back = await silo.Send("POST", "/logging/toggle?level=0&duration=1secs", null);
        Assert.Equal(HttpStatusCode.OK, back.StatusCode);
        var before = await Log();
        using var quiet = await silo.Post(
            "/api/v1", """{"type":"SET_LOGGING_LEVEL","set_logging_level":{"level":0,"duration":{"nanoseconds":7000000000}}}""");
        Assert.Equal(before, await Log());
    }

    [Fact]
    public async Task The_log_is_one_file_in_every_view()
    {
        using var list = await silo.Post("/api/v1", """{"type":"LIST_FILES","list_files":{"path":"/master/log"}}""");
        Assert.Equal("""{"type":"LIST_FILES","list_files":{}}""", await list.Content.ReadAsStringAsync());
        using var binary = await silo.Post(
            "/api/v1", """{"type":"READ_FILE","read_file":{"path":"/master/log","offset":0,"length":10}}""",
            ("Accept", "application/x-protobuf"));
        var read = Response.Parser.ParseFrom(await binary.Content.ReadAsByteArrayAsync()).ReadFile;
        using var size = await silo.Send("GET", "/files/read?path=/master/log", null);
        using var json = JsonDocument.Parse(await size.Content.ReadAsStringAsync());
        Assert.Equal("", json.RootElement.GetProperty("data").GetString());
        Assert.InRange(json.RootElement.GetProperty("offset").GetInt64(), (long)read.Size, long.MaxValue);
        Assert.Equal(Math.Min(10, (long)read.Size), read.Data.Length);
        using var debug = await silo.Send("GET", "/files/debug?jsonp=f", null);
        var script = await debug.Content.ReadAsStringAsync();
        Assert.StartsWith("f({\"/master/log\":\"", script, StringComparison.Ordinal);
        using var browse = await silo.Send("GET", "/files/browse?path=/master/log", null);
        Assert.Equal("[]", await browse.Content.ReadAsStringAsync());
        using var download = await silo.Send("GET", "/files/download?path=/master/log", null);
        Assert.Equal("attachment; filename=mesos-master.log", download.Content.Headers.GetValues("Content-Disposition").Single());
        using var state = await silo.Send("GET", "/state", null);
        Assert.Contains("\"log_dir\":\"", await state.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/files/read?path=/master/log&offset=-2", 400, "Negative offset provided: -2.\n")]
    [InlineData("/files/read?path=/master/log&offset=x", 400, "Failed to parse offset: Failed to convert 'x' to number.\n")]
    [InlineData("/files/read?path=/master/log&offset=0&length=-7", 400, "Negative length provided: -7.\n")]
    [InlineData("/files/read", 400, "Expecting 'path=value' in query.\n")]
    [InlineData("/files/download?path=", 400, "Expecting 'path=value' in query.\n")]
    [InlineData("/files/browse?path=/master/log/more", 404, "")]
    [InlineData("/files/browse?path=/etc", 404, "")]
    [InlineData("/logging/toggle?level=1", 400, "Expecting 'duration=value' in query.\n")]
    [InlineData("/logging/toggle?duration=1secs", 400, "Expecting 'level=value' in query.\n")]
    [InlineData("/logging/toggle?level=x&duration=1secs", 400, "Failed to convert 'x' to number.\n")]
    [InlineData("/logging/toggle?level=-1&duration=1secs", 400, "Invalid level '-1'.\n")]
    [InlineData("/logging/toggle?level=1&duration=1parsecs", 400, "Unknown duration unit 'parsecs'.\n")]
    [InlineData("/memory-profiler/statistics", 501, "Memory profiling is not available in this version.\n")]
    [InlineData("/help/nobody", 400, "No help available for '/nobody'.\n")]
    [InlineData("/help/master/nothing", 400, "No help available for '/master/nothing'.\n")]
    public async Task What_cannot_be_says_why(string path, int status, string text)
    {
        using var answer = await silo.Send("GET", path, null);
        Assert.Equal((status, text), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("/state")]
    [InlineData("/state-summary")]
    [InlineData("/slaves")]
    [InlineData("/frameworks")]
    [InlineData("/tasks")]
    [InlineData("/roles")]
    [InlineData("/weights")]
    [InlineData("/quota")]
    [InlineData("/flags")]
    [InlineData("/version")]
    [InlineData("/metrics/snapshot")]
    [InlineData("/files/browse?path=/master/log")]
    [InlineData("/files/read?path=/master/log")]
    [InlineData("/files/debug")]
    [InlineData("/system/stats.json")]
    public async Task What_is_asked_for_by_a_script_is_wrapped_for_it(string path)
    {
        using var plain = await silo.Send("GET", path, null);
        Assert.Equal((HttpStatusCode.OK, "application/json"), (plain.StatusCode, plain.ContentType()));
        using var document = JsonDocument.Parse(await plain.Content.ReadAsStringAsync());
        using var wrapped = await silo.Send("GET", path + (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "jsonp=cb", null);
        Assert.Equal((HttpStatusCode.OK, "text/javascript"), (wrapped.StatusCode, wrapped.ContentType()));
        var script = await wrapped.Content.ReadAsStringAsync();
        Assert.StartsWith("cb(", script, StringComparison.Ordinal);
        using var inner = JsonDocument.Parse(script[3..^1]);
        Assert.Equal(document.RootElement.ValueKind, inner.RootElement.ValueKind);
    }

    [Fact]
    public async Task Help_is_html_for_browsers_markdown_for_command_lines_and_json_for_programs()
    {
        using var html = await silo.Send("GET", "/help", null);
        Assert.Equal("text/html", html.ContentType());
        Assert.Contains("<a href=\"/help/master\">/master</a>", await html.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var page = await silo.Send("GET", "/help/master/tasks", null, ("User-Agent", "curl/8.0"));
        Assert.Equal("text/x-markdown", page.ContentType());
        Assert.Contains("limit=VALUE", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var json = await silo.Send("GET", "/help?format=json", null);
        using var document = JsonDocument.Parse(await json.Content.ReadAsStringAsync());
        var master = document.RootElement.GetProperty("processes").EnumerateArray()
            .Single(process => process.GetProperty("id").GetString() == "master");
        // Every page that is described is served.
        foreach (var endpoint in master.GetProperty("endpoints").EnumerateArray())
        {
            using var answer = await silo.Send("GET", "/master" + endpoint.GetProperty("name").GetString(), null);
            Assert.NotEqual(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Fact]
    public async Task The_machine_and_the_components_are_told()
    {
        using var stats = await silo.Send("GET", "/system/stats.json", null);
        using var json = JsonDocument.Parse(await stats.Content.ReadAsStringAsync());
        Assert.Equal(
            ["avg_load_15min", "avg_load_1min", "avg_load_5min", "cpus_total", "mem_free_bytes", "mem_total_bytes"],
            json.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.InRange(json.RootElement.GetProperty("mem_free_bytes").GetInt64(), 1, json.RootElement.GetProperty("mem_total_bytes").GetInt64());
        using var processes = await silo.Send("GET", "/__processes__", null);
        Assert.Contains("""{"events":[],"id":"master"}""", await processes.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task<string> Log()
    {
        using var answer = await silo.Send("GET", "/files/download?path=/master/log", null);
        return Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync());
    }
}
