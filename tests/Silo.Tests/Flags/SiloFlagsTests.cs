using MesosOrleans.Silo.Flags;

namespace MesosOrleans.Silo.Tests.Flags;

/// <summary>Flags about agents: rates, time-outs, the names they had before.</summary>
public sealed class SiloFlagsTests
{
    [Theory]
    [InlineData("1/10mins", 600)]
    [InlineData("2/1secs", 0.5)]
    [InlineData("0.5/1mins", 120)]
    public void A_rate_is_a_number_within_a_time(string rate, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Read($"--agent_removal_rate_limit={rate}").AgentRemovalInterval);

    [Theory]
    [InlineData("--agent_removal_rate_limit=10mins", "'10mins' is no rate")]
    [InlineData("--agent_removal_rate_limit=0/10mins", "'0/10mins' is no rate")]
    [InlineData("--agent_removal_rate_limit=1/0secs", "'1/0secs' is no rate")]
    [InlineData("--agent_removal_rate_limit=1/x", "'1/x' is no rate")]
    [InlineData("--agent_ping_timeout=16mins", "'16mins' is not between 1secs and 15mins")]
    [InlineData("--agent_ping_timeout=1ms", "'1ms' is not between 1secs and 15mins")]
    [InlineData("--max_agent_ping_timeouts=0", "'0' is no number above 0")]
    public void What_is_wrong_is_said(string argument, string text)
    {
        var error = Assert.Single(new SiloFlags().Command.Parse([argument]).Errors);
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Older_names_mean_the_same()
    {
        var settings = Read("--slave_ping_timeout=2secs", "--max_slave_ping_timeouts=3");
        Assert.Equal(TimeSpan.FromSeconds(6), settings.AgentPingTimeout);
        Assert.Equal(TimeSpan.FromSeconds(75), Read().AgentPingTimeout);
        Assert.Equal(TimeSpan.Zero, Read().AgentRemovalInterval);
    }

    [Fact]
    public void The_environment_counts_under_either_name_unless_the_command_line_says_otherwise()
    {
        static string? Environment(string name) => name == "MESOS_SLAVE_PING_TIMEOUT" ? "3secs" : null;
        var flags = new SiloFlags();
        Assert.Contains("--agent_ping_timeout=3secs", flags.WithEnvironment([], Environment));
        Assert.DoesNotContain(
            "--agent_ping_timeout=3secs", flags.WithEnvironment(["--slave_ping_timeout=4secs"], Environment));
    }

    private static SiloSettings Read(params string[] arguments)
    {
        var flags = new SiloFlags();
        var parsed = flags.Command.Parse(arguments);
        Assert.Empty(parsed.Errors);
        return flags.Read(parsed);
    }
}
