using MesosOrleans.Core.View;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.MasterApi;
using MesosOrleans.Silo.Api;
using MesosOrleans.Silo.Api.V1.Operator.Events;
using MesosOrleans.Silo.Api.View;
using MesosOrleans.TestSupport;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MesosOrleans.Silo.Tests.Operator;

/// <summary>A subscriber that does not read is closed, and nobody else notices.</summary>
public sealed class SlowSubscriberTests
{
    private static readonly Event Sample = new()
    {
        Type = Event.Types.Type.AgentRemoved,
        AgentRemoved = new Event.Types.AgentRemoved { AgentId = new AgentID { Value = new string('a', 200) } },
    };

    [Fact]
    public async Task Too_many_events_behind()
    {
        var options = new MesosApiOptions { EventsBehindMax = 100, StallMax = TimeSpan.FromHours(1) };
        var hub = new EventHub(options);
        var (fast, _) = await Open(hub, options, blocked: false);
        var (slow, ended) = await Open(hub, options, blocked: true);
        for (var sent = 0; sent < 1000; sent += 50)
        {
            hub.Publish([.. Enumerable.Repeat(Sample, 50)]);
            await Eventually.TrueAsync(() => fast.Number == sent + 50, "the one that reads has all events");
        }

        Assert.Equal(SubscriberEnd.Behind, slow.End);
        Assert.Equal(SubscriberEnd.Open, fast.End);
        await ended;
    }

    [Fact]
    public async Task A_write_that_takes_too_long()
    {
        var options = new MesosApiOptions { StallMax = TimeSpan.FromMilliseconds(50) };
        var hub = new EventHub(options);
        var (fast, _) = await Open(hub, options, blocked: false);
        var (slow, ended) = await Open(hub, options, blocked: true);
        hub.Publish([Sample]);
        await ended;
        Assert.Equal(SubscriberEnd.Stalled, slow.End);
        await Eventually.TrueAsync(() => fast.Number == 1, "the one that reads has the event");
        Assert.Equal(SubscriberEnd.Open, fast.End);
    }

    // Its thread is one of the background; it lives as long as the tests.
    private static readonly ListingThreads Listings = new();

    private static async Task<(OperatorSubscriber Subscriber, Task Ended)> Open(EventHub hub, MesosApiOptions options, bool blocked)
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(blocked ? new BlockedStream() : Stream.Null));
        context.Request.Protocol = "HTTP/1.1";
        var stream = await RecordStream.Open(context, MessageFormat.Json);
        var subscriber = new OperatorSubscriber(stream, MessageFormat.Json, hub, Listings, options, TimeProvider.System);
        hub.Add(subscriber);
        return (subscriber, Run(subscriber));
    }

    private static async Task Run(OperatorSubscriber subscriber)
    {
        try
        {
            await subscriber.Run(new ViewReplica(1).Freeze(), subscriber.Cut);
        }
        catch (OperationCanceledException)
        {
            // Closed.
        }
    }

    // Takes the head of the answer and nothing more.
    private sealed class BlockedStream : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => 0;

        public override long Position { get; set; }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => 0;

        public override long Seek(long offset, SeekOrigin origin) => 0;

        public override void SetLength(long value)
        {
        }

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            await Task.Delay(Timeout.Infinite, cancellationToken);
    }
}
