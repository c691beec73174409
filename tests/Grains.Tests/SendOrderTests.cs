using MesosOrleans.Grains.Allocation;

namespace MesosOrleans.Grains.Tests;

/// <summary>In which order the root of the allocator sends.</summary>
public sealed class SendOrderTests
{
    private readonly SendOrder _order = new(TimeSpan.FromMinutes(1), TimeProvider.System);
    private readonly List<string> _sent = [];

    [Fact]
    public async Task WhatGoesToOneReceiverWaitsForTheAnswerToWhatWentBefore()
    {
        var answer = new TaskCompletionSource();
        var first = _order.Send("role", () => Sent("first", answer.Task));
        var second = _order.Send("role", () => Sent("second", Task.CompletedTask));
        var third = _order.Send("role", () => Sent("third", Task.CompletedTask));
        Assert.Equal(["first"], _sent);

        answer.SetResult();
        await Task.WhenAll(first, second, third);

        Assert.Equal(["first", "second", "third"], _sent);
    }

    [Fact]
    public async Task AReceiverDoesNotWaitForAnother()
    {
        var answer = new TaskCompletionSource();
        var slow = _order.Send("slow", () => Sent("slow", answer.Task));

        await _order.Send("quick", () => Sent("quick", Task.CompletedTask));

        Assert.Equal(["slow", "quick"], _sent);
        answer.SetResult();
        await slow;
    }

    [Fact]
    public async Task WhatFailsHoldsNothingBack()
    {
        var answer = new TaskCompletionSource();
        var failed = _order.Send("role", () => Sent("failed", answer.Task));
        var next = _order.Send("role", () => Sent("next", Task.CompletedTask));

        answer.SetException(new TimeoutException());
        await next;

        await Assert.ThrowsAsync<TimeoutException>(() => failed);
        Assert.Equal(["failed", "next"], _sent);
    }

    [Fact]
    public async Task AnAnswerThatNeverComesHoldsNothingBackForLong()
    {
        var order = new SendOrder(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        var lost = order.Send("role", () => Sent("lost", new TaskCompletionSource().Task));

        await order.Send("role", () => Sent("next", Task.CompletedTask));

        Assert.False(lost.IsCompleted);
        Assert.Equal(["lost", "next"], _sent);
    }

    private Task Sent(string what, Task answer)
    {
        _sent.Add(what);
        return answer;
    }
}
