using MesosOrleans.Silo.Api.View;

namespace MesosOrleans.Silo.Tests.View;

/// <summary>Where listings are written.</summary>
public sealed class ListingThreadTests
{
    [Fact]
    public async Task AListingStaysOnItsThreadAndWhoeverWaitsForItDoesNot()
    {
        using var thread = new ListingThread("listing-test");
        var names = new List<string?>();

        await thread.Run(async () =>
        {
            names.Add(Thread.CurrentThread.Name);
            await Task.Yield();
            names.Add(Thread.CurrentThread.Name);
            await ElsewhereAsync();
            names.Add(Thread.CurrentThread.Name);
        });

        Assert.Equal(["listing-test", "listing-test", "listing-test"], names);
        Assert.NotEqual("listing-test", Thread.CurrentThread.Name);
        Assert.Equal(0, thread.Listings);
    }

    [Fact]
    public async Task AListingThatWaitsForItsClientHoldsUpNoOther()
    {
        using var thread = new ListingThread("listing-test");
        var client = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var slow = thread.Run(() => client.Task);

        await thread.Run(() => Task.CompletedTask);

        Assert.Equal(1, thread.Listings);
        client.SetResult();
        await slow;
    }

    [Fact]
    public async Task WhatFailsFailsForItsClientOnly()
    {
        using var thread = new ListingThread("listing-test");

        await Assert.ThrowsAsync<IOException>(() => thread.Run(() => throw new IOException()));
        await Assert.ThrowsAsync<IOException>(() => thread.Run(async () =>
        {
            await Task.Yield();
            throw new IOException();
        }));

        await thread.Run(() => Task.CompletedTask);
    }

    [Fact]
    public async Task AListingThatIsUnderWayWhenTheSiloStopsIsFinishedElsewhere()
    {
        var thread = new ListingThread("listing-test");
        var client = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var listing = thread.Run(async () => await client.Task);

        thread.Dispose();
        client.SetResult();

        await listing;
    }

    private static async Task ElsewhereAsync() =>
        await Task.Factory.StartNew(() => { }, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default);
}
