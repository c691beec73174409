using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Tests.Resources;

public sealed class AgentResourcesTests
{
    private static readonly AgentProbe Large = new(8, 16 * 1024, 100 * 1024);

    [Fact]
    public void Everything_is_detected_when_nothing_is_said() =>
        Assert.Equal("cpus:8; mem:15360; disk:97280; ports:[31000-32000]", Detect(string.Empty, Large));

    [Fact]
    public void Small_machines_keep_half() =>
        Assert.Equal("cpus:2; mem:500; disk:4096; ports:[31000-32000]", Detect(string.Empty, new AgentProbe(2, 1001, 8 * 1024)));

    [Fact]
    public void Defaults_stand_in_for_failed_probes() =>
        Assert.Equal("cpus:1; mem:1024; disk:10240; ports:[31000-32000]", Detect(string.Empty, default));

    [Fact]
    public void What_is_named_is_not_detected_even_when_it_is_zero()
    {
        Assert.Equal("mem:15360; ports:[31000-32000]", Detect("cpus:0;disk(r):0", Large));
        Assert.Equal("gpus:2; cpus:8; mem:15360; disk:97280; ports:[31000-32000]", Detect("gpus:2", Large with { Gpus = 4 }));
    }

    [Fact]
    public void The_default_role_reserves_what_is_detected() =>
        Assert.Equal(
            "cpus(reservations: [(STATIC,r)]):8; mem(reservations: [(STATIC,r)]):1; disk(reservations: [(STATIC,r)]):1; "
            + "ports(reservations: [(STATIC,r)]):[1-2]",
            string.Join("; ", ResourceOrder(Detect("mem:1;disk:1;ports:[1-2]", Large, "r"))));

    [Fact]
    public void Gpus_are_whole()
    {
        Assert.NotNull(AgentResources.TryDetect("gpus:1.5", "*", Large, out var set));
        Assert.Empty(set);
        Assert.NotNull(AgentResources.TryDetect("gpus", "*", Large, out _));
    }

    [Fact]
    public void Checkpointed_resources_are_put_back()
    {
        var configured = Samples.Set("cpus:4;disk(r):100;disk:50");
        var kept = Samples.Set("cpus:1").PushReservation(Samples.Dynamic("x"))
            + Samples.Set("cpus:1").PushReservation(Samples.Dynamic("x")).PushReservation(Samples.Dynamic("x/y"))
            + Samples.Disk(10, "r", id: "v").PushReservation(Samples.Dynamic("r/s"))
            + Samples.Disk(10, id: "w", shared: true).PushReservation(Samples.Dynamic("z"));
        Assert.Null(CheckpointedResources.TryApply(configured, kept, out var total));
        Assert.Equal(Samples.Set("cpus:2;disk(r):90;disk:40") + kept, total);
        Assert.Equal(kept, CheckpointedResources.Select(total));
    }

    [Fact]
    public void Checkpointed_resources_must_fit()
    {
        var kept = Samples.Set("cpus:5").PushReservation(Samples.Dynamic("x"));
        Assert.Equal(
            "Incompatible agent resources: cpus:4 does not contain cpus:5",
            CheckpointedResources.TryApply(Samples.Set("cpus:4"), kept, out _));
        Assert.Equal(
            "Unexpected checkpointed resources cpus:4",
            CheckpointedResources.TryApply(Samples.Set("cpus:4"), Samples.Set("cpus:4"), out _));
    }

    [Theory]
    [InlineData("cpus:1", "a:1", "cpus:1", "a:1", true, true)]
    [InlineData("cpus:1", "a:1", "cpus:2;mem:4", "a:1;b:2", false, true)]
    [InlineData("cpus:2", "", "cpus:1", "", false, false)]
    [InlineData("cpus:2", "", "cpus(r):4", "", false, false)]
    [InlineData("ports:[1-4]", "", "ports:[1-5]", "", false, true)]
    [InlineData("ports:[1-4]", "", "ports:[2-5]", "", false, false)]
    [InlineData("cpus:1", "a:1", "cpus:1", "a:2", false, false)]
    public void Reconfiguration(string before, string attributes, string after, string newAttributes, bool equal, bool additive)
    {
        var (previous, current) = (Agent(before, attributes), Agent(after, newAttributes));
        Assert.Equal(equal, AgentReconfiguration.CheckEqual(previous, current) is null);
        Assert.Equal(additive, AgentReconfiguration.CheckAdditive(previous, current) is null);
    }

    [Fact]
    public void Hostname_port_and_domain_stay()
    {
        var agent = Agent("cpus:1", "");
        foreach (var change in new Action<AgentInfo>[] { info => info.Hostname = "other", info => info.Port = 1 })
        {
            var changed = agent.Clone();
            change(changed);
            Assert.NotNull(AgentReconfiguration.CheckAdditive(agent, changed));
            Assert.NotNull(AgentReconfiguration.CheckEqual(agent, changed));
        }

        var moved = agent.Clone();
        moved.Domain = new DomainInfo();
        Assert.Null(AgentReconfiguration.CheckAdditive(agent, moved));
        Assert.NotNull(AgentReconfiguration.CheckAdditive(moved, agent));
        Assert.NotNull(AgentReconfiguration.CheckEqual(agent, moved));
    }

    private static AgentInfo Agent(string resources, string attributes) => new()
    {
        Hostname = "host",
        Port = 5051,
        Resources = { Samples.Set(resources).ToProto() },
        Attributes = { AttributeSet.Parse(attributes).ToProto() },
    };

    private static string Detect(string flag, AgentProbe probe, string role = "*")
    {
        Assert.Null(AgentResources.TryDetect(flag, role, probe, out var set));
        return set.ToString();
    }

    private static IEnumerable<string> ResourceOrder(string text)
    {
        string[] names = ["cpus", "mem", "disk", "ports"];
        return text.Split("; ").OrderBy(part => Array.FindIndex(names, name => part.StartsWith(name, StringComparison.Ordinal)));
    }
}
