using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Bench.Api;

/// <summary>
/// A node without processes, over the real link. Its tasks run for ever; each has one update that is not acknowledged, and
/// another one as soon as it is.
/// </summary>
internal sealed class LinkAgent : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, StatusUpdate> _updates = new(StringComparer.Ordinal);
    private readonly Channel<NodeMessage> _outbox = Channel.CreateBounded<NodeMessage>(10_000);
    private readonly GrpcChannel _channel;
    private readonly AsyncDuplexStreamingCall<NodeMessage, SiloMessage> _call;
    private readonly Task _work;
    private readonly TaskCompletionSource _registered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AgentID _id = new();

    private LinkAgent(int linkPort, string resources)
    {
        _channel = GrpcChannel.ForAddress(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{linkPort}"));
        _call = new AgentLink.AgentLinkClient(_channel).Attach();
        var info = new AgentInfo { Hostname = "127.0.0.1", Port = 5051 };
        info.Resources.Add(ResourceSet.Parse(resources).ToProto());
        var register = new Register { AgentInfo = info, Version = "0.1.0", Incarnation = Guid.NewGuid().ToString() };
        register.Capabilities.Add(new AgentInfo.Types.Capability { Type = AgentInfo.Types.Capability.Types.Type.MultiRole });
        _outbox.Writer.TryWrite(new NodeMessage { Register = register });
        _work = Task.WhenAll(WriteAsync(), ReadAsync());
    }

    /// <summary>Tasks that run.</summary>
    public int Tasks => _updates.Count;

    /// <summary>Attaches an agent and waits until it is registered.</summary>
    public static async Task<LinkAgent> AttachAsync(int linkPort, string resources)
    {
        var agent = new LinkAgent(linkPort, resources);
        await agent._registered.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return agent;
    }

    /// <summary>Sends every update that is not acknowledged again, in one message.</summary>
    /// <returns>How many there are.</returns>
    public async ValueTask<int> RepeatAsync()
    {
        var updates = new StatusUpdates();
        updates.Updates.AddRange(_updates.Values);
        await _outbox.Writer.WriteAsync(new NodeMessage { StatusUpdates = updates });
        return updates.Updates.Count;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _outbox.Writer.TryComplete();
        _call.Dispose();
        _channel.Dispose();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WriteAsync()
    {
        await foreach (var message in _outbox.Reader.ReadAllAsync())
        {
            await _call.RequestStream.WriteAsync(message);
        }
    }

    private async Task ReadAsync()
    {
        while (await _call.ResponseStream.MoveNext(CancellationToken.None))
        {
            var message = _call.ResponseStream.Current;
            if (message.Registered is { } registered)
            {
                _id = registered.AgentId;
                _registered.TrySetResult();
            }
            else if (message.Commands is { Commands_.Count: > 0 } commands)
            {
                foreach (var command in commands.Commands_)
                {
                    await ExecuteAsync(command);
                }

                var last = commands.Commands_[^1];
                await _outbox.Writer.WriteAsync(new NodeMessage
                {
                    CommandAck = new CommandAck { Epoch = last.Epoch, Sequence = last.Sequence },
                });
            }
            else if (message.Ping is not null)
            {
                await _outbox.Writer.WriteAsync(new NodeMessage { Pong = new Pong() });
            }
        }
    }

    private async ValueTask ExecuteAsync(Command command)
    {
        foreach (var task in command.Launch?.Tasks ?? [])
        {
            await SayAsync(command.Launch!.Framework.Id, task.TaskId);
        }

        if (command.Acknowledge is { } acknowledge
            && _updates.TryGetValue(Key(acknowledge.FrameworkId, acknowledge.TaskId), out var head)
            && head.Status.Uuid == acknowledge.Uuid)
        {
            await SayAsync(acknowledge.FrameworkId, acknowledge.TaskId);
        }
    }

    private ValueTask SayAsync(FrameworkID frameworkId, TaskID taskId)
    {
        var update = new StatusUpdate
        {
            FrameworkId = frameworkId,
            LatestState = TaskState.TaskRunning,
            Status = new TaskStatus
            {
                TaskId = taskId,
                AgentId = _id,
                State = TaskState.TaskRunning,
                Source = TaskStatus.Types.Source.Executor,
                Timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0,
                Uuid = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(16)),
            },
        };
        _updates[Key(frameworkId, taskId)] = update;
        return _outbox.Writer.WriteAsync(
            new NodeMessage { StatusUpdates = new StatusUpdates { Updates = { update } } });
    }

    private static string Key(FrameworkID frameworkId, TaskID taskId) => $"{frameworkId.Value}/{taskId.Value}";
}
