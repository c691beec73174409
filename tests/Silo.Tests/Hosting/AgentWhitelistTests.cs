using MesosOrleans.Silo.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace MesosOrleans.Silo.Tests.Hosting;

/// <summary>The file that names the hosts to offer.</summary>
public sealed class AgentWhitelistTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public void The_file_is_read_again_and_a_list_that_stays_is_the_same_object()
    {
        File.WriteAllText(_path, "a.example\n\n  b.example  \na.example\n");
        using var whitelist = new AgentWhitelist(_path, TimeProvider.System, NullLogger<AgentWhitelist>.Instance);
        var first = whitelist.Hostnames;
        Assert.Equal(["a.example", "b.example"], first);
        whitelist.Refresh();
        Assert.Same(first, whitelist.Hostnames);
        File.WriteAllText(_path, "c.example");
        whitelist.Refresh();
        Assert.Equal(["c.example"], whitelist.Hostnames);
    }

    [Fact]
    public void A_file_that_is_gone_leaves_the_list_as_it_was()
    {
        File.WriteAllText(_path, "a.example");
        using var whitelist = new AgentWhitelist(_path, TimeProvider.System, NullLogger<AgentWhitelist>.Instance);
        File.Delete(_path);
        whitelist.Refresh();
        Assert.Equal(["a.example"], whitelist.Hostnames);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("*", null)]
    [InlineData("/etc/hosts.list", "/etc/hosts.list")]
    [InlineData("file:///etc/hosts.list", "/etc/hosts.list")]
    public void A_star_means_every_host(string? flag, string? path) => Assert.Equal(path, AgentWhitelist.PathOf(flag));

    public void Dispose() => File.Delete(_path);
}
