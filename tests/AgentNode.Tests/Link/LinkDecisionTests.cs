using MesosOrleans.AgentNode.Link;
using MesosOrleans.Protocol.AgentLink;

namespace MesosOrleans.AgentNode.Tests.Link;

public sealed class LinkDecisionTests
{
    [Fact]
    public void Commands_are_carried_out_once_and_in_order_of_epochs()
    {
        var sequence = new CommandSequence(null);
        Assert.Null(sequence.Last);
        Assert.Equal(CommandVerdict.Execute, sequence.Accept(1, 1));
        Assert.Equal(CommandVerdict.Duplicate, sequence.Accept(1, 1));
        Assert.Equal(CommandVerdict.Execute, sequence.Accept(3, 1));
        Assert.Equal(CommandVerdict.Stale, sequence.Accept(2, 9));
        Assert.Equal(new CommandAck { Epoch = 3, Sequence = 1 }, sequence.Last);
    }

    [Fact]
    public void A_new_process_goes_on_after_the_last_command()
    {
        var sequence = new CommandSequence(new CommandAck { Epoch = 2, Sequence = 5 });
        Assert.Equal(CommandVerdict.Duplicate, sequence.Accept(2, 5));
        Assert.Equal(CommandVerdict.Execute, sequence.Accept(2, 6));
    }

    [Fact]
    public void The_pauses_double_up_to_a_minute_and_begin_anew()
    {
        var backoff = new RegistrationBackoff(TimeSpan.FromSeconds(1), new Random(1));
        var bounds = new List<double>();
        for (var attempt = 0; attempt < 8; attempt++)
        {
            bounds.Add(backoff.Max.TotalSeconds);
            var max = backoff.Max;
            Assert.InRange(backoff.Next(), TimeSpan.Zero, max);
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], bounds);
        backoff.Reset();
        Assert.Equal(TimeSpan.FromSeconds(1), backoff.Max);
    }

    [Fact]
    public void Addresses_take_turns_and_learned_ones_join()
    {
        var addresses = new SiloAddresses(["a:1", "b:1"]);
        Assert.Equal("a:1", addresses.Next());
        Assert.Equal("b:1", addresses.Next());
        addresses.Learn(["c:1", "b:1", "not an address"], "b:1");
        Assert.Equal(3, addresses.Count);
        Assert.Equal("c:1", addresses.Next());
        Assert.Equal("a:1", addresses.Next());
    }
}
