using System.Globalization;
using System.Text;
using System.Threading.Channels;
using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.Json;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Bench.Api;

/// <summary>A scheduler on bare sockets: takes one offer, launches its tasks there, and wants no more.</summary>
internal sealed class ApiScheduler : IDisposable
{
    private const int PendingMax = 100_000;
    private static readonly IReadOnlyList<Resource> TaskResources = [.. ResourceSet.Parse("cpus:0.1;mem:32").ToProto()];
    private readonly string _name;
    private readonly EventStream _stream;
    private readonly Channel<byte[]> _pending = Channel.CreateBounded<byte[]>(PendingMax);
    private long _events;

    private ApiScheduler(string name, EventStream stream)
    {
        _name = name;
        _stream = stream;
    }

    /// <summary>The framework's id.</summary>
    public string FrameworkId { get; private set; } = "";

    /// <summary>Events heard so far, heartbeats included.</summary>
    public long Events => Interlocked.Read(ref _events);

    /// <summary>ACKNOWLEDGE requests that are due.</summary>
    public ChannelReader<byte[]> Pending => _pending.Reader;

    /// <summary>Ids of the tasks.</summary>
    public IReadOnlyList<string> TaskIds { get; private set; } = [];

    /// <summary>Subscribes; when tasks are wanted, waits for an offer and launches them.</summary>
    public static Task<ApiScheduler> StartAsync(int port, string name, string role, int tasks) =>
        StartAsync(port, BenchFramework.Info(name, role), tasks);

    /// <summary>Subscribes a framework, or takes one over; when tasks are wanted, waits for an offer and launches them.</summary>
    public static async Task<ApiScheduler> StartAsync(int port, FrameworkInfo framework, int tasks)
    {
        var subscribe = new Call
        {
            Type = Call.Types.Type.Subscribe,
            Subscribe = new Call.Types.Subscribe { FrameworkInfo = framework },
        };
        if (framework.Id is not null)
        {
            subscribe.FrameworkId = framework.Id;
        }

        var stream = await EventStream.OpenAsync(port, Encoding.UTF8.GetString(MesosJson.ToUtf8(subscribe)));
        var scheduler = new ApiScheduler(framework.Name, stream);
        scheduler.FrameworkId = (await scheduler.NextAsync(Event.Types.Type.Subscribed)).Subscribed.FrameworkId.Value;
        if (tasks > 0)
        {
            using var calls = await CallConnection.OpenAsync(port);
            await scheduler.LaunchAsync(calls, tasks);
        }

        return scheduler;
    }

    /// <summary>Counts events until the stream ends.</summary>
    public Task CountAsync(Action<int> received) => _stream.CountAsync(received);

    /// <summary>Turns updates into ACKNOWLEDGE requests until the stream ends.</summary>
    public async Task CollectAsync()
    {
        while (await _stream.NextAsync() is { IsEmpty: false } record)
        {
            Interlocked.Increment(ref _events);
            if (Text(record.Span, "\"uuid\":\""u8) is { } uuid)
            {
                var task = Text(record.Span, "\"task_id\":{\"value\":\""u8);
                var agent = Text(record.Span, "\"agent_id\":{\"value\":\""u8);
                await _pending.Writer.WriteAsync(Request("ACKNOWLEDGE", $$$"""
                    ,"acknowledge":{"agent_id":{"value":"{{{agent}}}"},"task_id":{"value":"{{{task}}}"},"uuid":"{{{uuid}}}"}
                    """));
            }
        }
    }

    /// <summary>A RECONCILE of one task.</summary>
    public byte[] Reconcile(string taskId) =>
        Request("RECONCILE", $$$""","reconcile":{"tasks":[{"task_id":{"value":"{{{taskId}}}"}}]}""");

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private static string? Text(ReadOnlySpan<byte> record, ReadOnlySpan<byte> before)
    {
        var start = record.IndexOf(before);
        if (start < 0)
        {
            return null;
        }

        var rest = record[(start + before.Length)..];
        return Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)'"')]);
    }

    private byte[] Request(string type, string rest) => CallConnection.Request(
        _stream.StreamId, $$$"""{"type":"{{{type}}}","framework_id":{"value":"{{{FrameworkId}}}"}{{{rest}}}}""");

    private async Task LaunchAsync(CallConnection calls, int tasks)
    {
        var offers = (await NextAsync(Event.Types.Type.Offers)).Offers.Offers_;
        await calls.CallAsync(Request("SUPPRESS", ""));
        var launch = new Offer.Types.Operation.Types.Launch();
        for (var i = 0; i < tasks; i++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"{_name}-{i}");
            launch.TaskInfos.Add(new TaskInfo
            {
                Name = id,
                TaskId = new TaskID { Value = id },
                AgentId = offers[0].AgentId,
                Resources = { TaskResources },
                Command = new CommandInfo { Value = "sleep" },
            });
        }

        TaskIds = [.. launch.TaskInfos.Select(task => task.TaskId.Value)];
        await CallAsync(calls, new Call
        {
            Type = Call.Types.Type.Accept,
            Accept = new Call.Types.Accept
            {
                OfferIds = { offers[0].Id },
                Filters = new Filters { RefuseSeconds = 0 },
                Operations = { new Offer.Types.Operation { Type = Offer.Types.Operation.Types.Type.Launch, Launch = launch } },
            },
        });
        if (offers.Count > 1)
        {
            await CallAsync(calls, new Call
            {
                Type = Call.Types.Type.Decline,
                Decline = new Call.Types.Decline
                {
                    OfferIds = { offers.Skip(1).Select(offer => offer.Id) },
                    Filters = new Filters { RefuseSeconds = 0 },
                },
            });
        }
    }

    private ValueTask CallAsync(CallConnection calls, Call call)
    {
        call.FrameworkId = new FrameworkID { Value = FrameworkId };
        return calls.CallAsync(CallConnection.Request(_stream.StreamId, Encoding.UTF8.GetString(MesosJson.ToUtf8(call))));
    }

    private async Task<Event> NextAsync(Event.Types.Type type)
    {
        while (await _stream.NextAsync() is { IsEmpty: false } record)
        {
            if (!MesosJson.TryParse<Event>(record.Span, out var heard, out var error))
            {
                throw new InvalidDataException(error.Text);
            }

            if (heard.Type == Event.Types.Type.Error)
            {
                throw new InvalidOperationException(heard.Error.Message);
            }

            if (heard.Type == type)
            {
                return heard;
            }
        }

        throw new InvalidOperationException($"The stream ended before {type}");
    }
}
