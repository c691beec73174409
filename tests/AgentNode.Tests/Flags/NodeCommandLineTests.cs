using System.Collections;
using MesosOrleans.AgentNode.Flags;

namespace MesosOrleans.AgentNode.Tests.Flags;

public sealed class NodeCommandLineTests
{
    private static readonly string[] Needed = ["--master=127.0.0.1:5050", "--work_dir=/tmp/w"];

    [Theory]
    [InlineData("--port=7777")]
    [InlineData("--port", "7777")]
    public async Task Both_forms_of_a_flag_are_taken(params string[] arguments)
    {
        var (code, options, _) = await ParseAsync([.. Needed, .. arguments]);
        Assert.Equal(0, code);
        Assert.Equal(7777, options!.Port);
    }

    [Fact]
    public async Task The_command_line_wins_over_the_environment()
    {
        var environment = new Hashtable { ["MESOS_PORT"] = "1111", ["MESOS_HOSTNAME"] = "from-environment" };
        var (_, options, _) = await ParseAsync([.. Needed, "--port=7777"], environment);
        Assert.Equal(7777, options!.Port);
        Assert.Equal("from-environment", options.Hostname);
    }

    [Fact]
    public async Task The_link_is_1000_ports_above_the_API_unless_said_otherwise()
    {
        var (_, options, _) = await ParseAsync(["--master=a:5050,b:5060", "--work_dir=/tmp/w"]);
        Assert.Equal(["a:6050", "b:6060"], options!.LinkAddresses);
        (_, options, _) = await ParseAsync(["--master=a:5050", "--work_dir=/tmp/w", "--link_port=9"]);
        Assert.Equal(["a:9"], options!.LinkAddresses);
    }

    [Fact]
    public async Task Defaults_keep_the_node_on_loopback()
    {
        var (_, options, _) = await ParseAsync(Needed);
        Assert.Equal("127.0.0.1", options!.Ip);
        Assert.Equal(5051, options.Port);
        Assert.True(options.SwitchUser);
        Assert.True(options.Strict);
        Assert.Equal(TimeSpan.FromDays(7), options.GcDelay);
    }

    [Theory]
    [InlineData("--strict=false")]
    [InlineData("--no-strict")]
    public async Task A_switch_can_be_turned_off(string argument)
    {
        var (_, options, _) = await ParseAsync([.. Needed, argument]);
        Assert.False(options!.Strict);
    }

    [Theory]
    [InlineData("--port=abc", "port")]
    [InlineData("--port=70000", "port")]
    [InlineData("--ip=nowhere", "ip")]
    [InlineData("--gc_delay=soon", "gc_delay")]
    [InlineData("--gc_disk_headroom=2", "gc_disk_headroom")]
    [InlineData("--launcher=docker", "launcher")]
    [InlineData("--recover=perhaps", "recover")]
    [InlineData("--strict=maybe", "strict")]
    [InlineData("--master=nonsense", "master")]
    [InlineData("--executor_environment_variables=[1]", "executor_environment_variables")]
    [InlineData("--no_such_flag=1", "no_such_flag")]
    public async Task A_flag_that_makes_no_sense_is_named_in_one_line(string argument, string name)
    {
        string[] needed = name == "master" ? ["--work_dir=/tmp/w"] : Needed;
        var (code, options, error) = await ParseAsync([.. needed, argument]);
        Assert.Equal(2, code);
        Assert.Null(options);
        Assert.Contains(name, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("master", "--work_dir=/tmp/w")]
    [InlineData("work_dir", "--master=a:1")]
    public async Task A_missing_flag_is_named(string name, string argument)
    {
        var (code, _, error) = await ParseAsync([argument]);
        Assert.Equal(2, code);
        Assert.Contains("--" + name, error, StringComparison.Ordinal);
    }

    private static async Task<(int Code, NodeOptions? Options, string Error)> ParseAsync(
        string[] arguments,
        Hashtable? environment = null)
    {
        NodeOptions? parsed = null;
        using var error = new StringWriter();
        var code = await NodeCommandLine.InvokeAsync(arguments, environment ?? [], error, options =>
        {
            parsed = options;
            return Task.FromResult(0);
        });
        return (code, parsed, error.ToString());
    }
}
