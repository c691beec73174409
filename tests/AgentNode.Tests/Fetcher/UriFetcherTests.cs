using System.Formats.Tar;
using System.IO.Compression;
using MesosOrleans.AgentNode.Fetcher;
using MesosOrleans.AgentNode.Tests.Support;
using MesosOrleans.Protocol.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MesosOrleans.AgentNode.Tests.Fetcher;

public sealed class UriFetcherTests : IDisposable
{
    private readonly TemporaryDirectory _source = new();
    private readonly TemporaryDirectory _sandbox = new();
    private readonly HttpClient _http = new();
    private readonly UriFetcher _fetcher;

    public UriFetcherTests()
    {
        _fetcher = new UriFetcher(new FetcherOptions(), TimeProvider.System, _http);
    }

    public void Dispose()
    {
        _http.Dispose();
        _source.Dispose();
        _sandbox.Dispose();
    }

    [Fact]
    public async Task Local_files_are_copied_and_made_executable()
    {
        await File.WriteAllTextAsync(_source.File("run.sh"), "echo hi");
        await FetchAsync(new CommandInfo.Types.URI { Value = "file://" + _source.File("run.sh"), Executable = true });
        Assert.Equal("echo hi", await File.ReadAllTextAsync(_sandbox.File("run.sh")));
        Assert.True(File.GetUnixFileMode(_sandbox.File("run.sh")).HasFlag(UnixFileMode.UserExecute));
    }

    [Fact]
    public async Task Archives_are_unpacked_by_the_name_of_the_output_file()
    {
        Directory.CreateDirectory(_source.File("tree"));
        await File.WriteAllTextAsync(_source.File("tree/inner.txt"), "inner");
        var archive = _source.File("no-suffix");
        await using (var zipped = new GZipStream(File.Create(archive), CompressionMode.Compress))
        {
            await TarFile.CreateFromDirectoryAsync(_source.File("tree"), zipped, includeBaseDirectory: false);
        }

        await FetchAsync(new CommandInfo.Types.URI { Value = archive, OutputFile = "a.tgz" });
        Assert.Equal("inner", await File.ReadAllTextAsync(_sandbox.File("inner.txt")));
        Assert.True(File.Exists(_sandbox.File("a.tgz")));
    }

    [Fact]
    public async Task Zip_archives_are_unpacked_and_extract_can_be_refused()
    {
        Directory.CreateDirectory(_source.File("tree"));
        await File.WriteAllTextAsync(_source.File("tree/inner.txt"), "inner");
        ZipFile.CreateFromDirectory(_source.File("tree"), _source.File("a.zip"));
        await FetchAsync(new CommandInfo.Types.URI { Value = _source.File("a.zip"), Extract = false });
        Assert.False(File.Exists(_sandbox.File("inner.txt")));
        await FetchAsync(new CommandInfo.Types.URI { Value = _source.File("a.zip") });
        Assert.True(File.Exists(_sandbox.File("inner.txt")));
    }

    [Fact]
    public async Task Http_downloads_need_status_200()
    {
        await using var server = WebApplication.CreateSlimBuilder().Build();
        server.Urls.Add("http://127.0.0.1:0");
        server.MapGet("/good", () => "good");
        server.MapGet("/bad", () => Results.NotFound());
        await server.StartAsync();
        await FetchAsync(new CommandInfo.Types.URI { Value = server.Urls.First() + "/good" });
        Assert.Equal("good", await File.ReadAllTextAsync(_sandbox.File("good")));
        var exception = await Assert.ThrowsAsync<FetchException>(
            () => FetchAsync(new CommandInfo.Types.URI { Value = server.Urls.First() + "/bad" }));
        Assert.Contains("404", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/etc/hostname", "/absolute")]
    [InlineData("/etc/hostname", "../out")]
    [InlineData("/etc/hostname", "a/../../out")]
    [InlineData("relative", null)]
    [InlineData("ftp://host/file", null)]
    [InlineData("file://other-host/file", null)]
    [InlineData("/no/such/file/anywhere", null)]
    [InlineData("/etc/host'name", null)]
    public async Task What_cannot_be_fetched_is_named(string uri, string? outputFile)
    {
        var message = new CommandInfo.Types.URI { Value = uri };
        if (outputFile is not null)
        {
            message.OutputFile = outputFile;
        }

        var exception = await Assert.ThrowsAsync<FetchException>(() => FetchAsync(message));
        Assert.Contains(uri, exception.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_sandbox.Path));
    }

    [Fact]
    public async Task Output_files_may_lie_in_subdirectories()
    {
        await File.WriteAllTextAsync(_source.File("f"), "x");
        await FetchAsync(new CommandInfo.Types.URI { Value = _source.File("f"), OutputFile = "a/b/c" });
        Assert.True(File.Exists(_sandbox.File("a/b/c")));
    }

    private Task FetchAsync(CommandInfo.Types.URI uri)
        => _fetcher.FetchAsync([uri], _sandbox.Path, null, CancellationToken.None);
}
