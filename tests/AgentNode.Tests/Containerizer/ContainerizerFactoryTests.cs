using MesosOrleans.AgentNode.Containerizer;
using Microsoft.Extensions.Logging.Abstractions;

namespace MesosOrleans.AgentNode.Tests.Containerizer;

public sealed class ContainerizerFactoryTests
{
    [Theory]
    [InlineData("auto", "no/such", "Unknown or unsupported isolator 'no/such'")]
    [InlineData("auto", "gpu/nvidia", "Isolator 'gpu/nvidia' is not provided by this agent")]
    [InlineData("posix", "cgroups/cpu", "Isolator 'cgroups/cpu' needs the linux launcher")]
    [InlineData("windows", "posix/cpu", "Unknown launcher 'windows'")]
    [InlineData("auto", "filesystem/posix,filesystem/linux", "Only one filesystem isolator may be enabled")]
    public async Task What_cannot_work_keeps_the_agent_from_starting(string launcher, string isolation, string message)
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => CreateAsync(launcher, isolation.Split(',')));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_reason_names_the_launcher()
    {
        var selection = await CreateAsync("posix", []);
        Assert.Equal("posix", selection.Containerizer.Launcher);
        Assert.StartsWith("posix launcher: ", selection.Reason, StringComparison.Ordinal);
        Assert.Contains("posix/cpu", selection.Isolation);
        selection.Containerizer.Dispose();
    }

    private static async Task<ContainerizerSelection> CreateAsync(string launcher, IReadOnlyList<string> isolation)
    {
        var directory = Directory.CreateTempSubdirectory("factory-").FullName;
        try
        {
            return await ContainerizerFactory.CreateAsync(
                new ContainerizerOptions { Launcher = launcher, Isolation = isolation, RuntimeDirectory = directory },
                NullLoggerFactory.Instance,
                TimeProvider.System);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
