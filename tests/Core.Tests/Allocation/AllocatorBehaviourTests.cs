using MesosOrleans.Core.Allocation;

namespace MesosOrleans.Core.Tests.Allocation;

/// <summary>Table cases that are sequences of allocator calls, and rules that the case file does not reach.</summary>
public sealed class AllocatorBehaviourTests
{
    /// <summary>A127: a dropped operation leaves the resources to be offered again.</summary>
    [Fact]
    public Task Dropped_reserve_leaves_the_offer_to_come_again() => Passes("""
        agent a1 cpus:1;mem:512
        fw f1 r
        => f1/r a1 all
        free f1/r a1 cpus:1;mem:512
        operator a1 cpus:1;mem:1024 -> cpus(r):1;mem(r):1024 fail
        tick
        => f1/r a1 all
        """);

    /// <summary>What an operator reserves of an agent that shrank may be held already, from before it shrank.</summary>
    [Fact]
    public Task Operation_on_an_agent_that_shrank_frees_nothing_that_is_held() => Passes("""
        agent a1 cpus(r):1;mem(r):64;cpus:1;mem:64
        fw f1 r
        => f1/r a1 all
        hold
        total a1 cpus:2;mem:128
        operator a1 cpus:1;mem:64 -> cpus(r):1;mem(r):64 ok
        go
        tick
        => -
        """);

    /// <summary>A128: a larger estimate, once the old offer is rescinded, is offered whole.</summary>
    [Fact]
    public Task Larger_estimate_is_offered_whole_after_the_rescind() => Passes("""
        agent a1 cpus:2;mem:64
        fw f1 r caps REVOCABLE_RESOURCES
        => f1/r a1 all
        total a1 cpus:2;mem:64;cpus{REV}:1
        => f1/r a1 cpus{REV}:1
        hold
        total a1 cpus:2;mem:64;cpus{REV}:3
        free f1/r a1 cpus{REV}:1
        go
        => f1/r a1 cpus{REV}:3
        """);

    [Fact]
    public Task Role_added_to_an_inactive_framework_stays_without_offers() => Passes("""
        agent a1 cpus:1;mem:64
        fw f1 r1 inactive
        update f1 r1,r2
        tick
        act f1
        => f1/r1 a1 all
        """);

    [Fact]
    public Task Deactivated_agent_promises_no_headroom() => Passes("""
        quota q =cpus:2;mem:128
        agent a1 cpus:2;mem:128
        agent a2 cpus:2;mem:128
        off a1
        fw f1 n
        on a1
        tick
        => f1/n a1 all || f1/n a2 all
        """);

    [Fact]
    public Task Weight_of_an_inner_node_takes_effect_at_once() => Passes("""
        fw f1 a/x
        fw f2 b
        agent a1 cpus:2;mem:20
        => f1/a/x a1 all
        agent a2 cpus:1;mem:10
        => f2/b a2 all
        weight a=10
        agent a3 cpus:1;mem:10
        => f1/a/x a3 all
        """);

    [Fact]
    public Task Both_stages_make_one_offer() => Passes("""
        quota q g=cpus:1;mem:64 l=cpus:9
        quota p =cpus:3;mem:192
        fw f1 q
        agent a1 cpus:3;mem:192
        => f1/q a1 cpus:1;mem:64
        agent a2 cpus:3;mem:192
        => f1/q a2 cpus:2;mem:128
        """);

    [Fact]
    public Task Revive_of_a_foreign_role_is_dropped_whole() => Passes("""
        fw f1 r1 suppress r1
        agent a1 cpus:1;mem:64
        revive f1 r1,r2
        revive f1 r1
        => f1/r1 a1 all
        """);

    [Theory]
    [InlineData(null, 5.0)]
    [InlineData(-3.0, 5.0)]
    [InlineData(double.NaN, 5.0)]
    [InlineData(double.PositiveInfinity, 5.0)]
    [InlineData(0.0, null)]
    [InlineData(2.5, 2.5)]
    [InlineData(1e300, 31_536_000.0)]
    public void Refuse_seconds_become_a_duration(double? seconds, double? expected) =>
        Assert.Equal(expected, RefuseDuration.FromSeconds(seconds)?.TotalSeconds);

    private static async Task Passes(string statements)
    {
        var outcome = await AllocationCaseRunnerTests.Run(statements);
        Assert.True(outcome.Passed, outcome.Failure);
    }
}
