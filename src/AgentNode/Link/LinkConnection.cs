using Grpc.Core;
using Grpc.Net.Client;
using MesosOrleans.Protocol.AgentLink;

namespace MesosOrleans.AgentNode.Link;

/// <summary>One stream to one silo, from the connection to its end.</summary>
internal sealed class LinkConnection : IAsyncDisposable
{
    private readonly AgentLinkOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly GrpcChannel _channel;
    private TimeSpan _silence;

    public LinkConnection(string address, AgentLinkOptions options, TimeProvider time, ILogger logger)
    {
        Address = address;
        _options = options;
        _time = time;
        _logger = logger;
        _silence = options.RegisterTimeout;
        _channel = GrpcChannel.ForAddress("http://" + address, new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { ConnectTimeout = options.ConnectTimeout, UseProxy = false },
            DisposeHttpClient = true,
            MaxReceiveMessageSize = Limits.LinkMessageBytesMax,
            MaxSendMessageSize = Limits.LinkMessageBytesMax,
        });
    }

    public string Address { get; }

    public Outbox Outbox { get; } = new();

    /// <summary>Completes when the outbox has been completed and written, or cannot be any more.</summary>
    public Task Written { get; private set; } = Task.CompletedTask;

    /// <summary>Registers and serves the stream until it ends, however that happens.</summary>
    public async Task<(LinkEnd End, string? Reason)> RunAsync(
        IAgentSession session,
        Action<Registered> onRegistered,
        CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(_silence, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            using var call = new AgentLink.AgentLinkClient(_channel).Attach(cancellationToken: stop.Token);
            await call.RequestStream.WriteAsync(new NodeMessage { Register = session.CreateRegister() }, stop.Token);
            Written = Outbox.PumpAsync((message, token) => call.RequestStream.WriteAsync(message, token), stop.Token);
            while (await call.ResponseStream.MoveNext(stop.Token))
            {
                if (await HandleAsync(call.ResponseStream.Current, session, onRegistered, stop.Token) is { } end)
                {
                    return end;
                }

                silence.CancelAfter(_silence);
            }

            LinkMessages.Ended(_logger, Address);
        }
        catch (Exception exception) when (exception is RpcException or OperationCanceledException or IOException
            or InvalidOperationException)
        {
            Explain(exception, silence.IsCancellationRequested, cancellationToken.IsCancellationRequested);
        }
        finally
        {
            Outbox.Complete();
            await stop.CancelAsync();
            await Written.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return (LinkEnd.Broken, null);
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.ShutdownAsync();
        _channel.Dispose();
    }

    private async Task<(LinkEnd, string?)?> HandleAsync(
        SiloMessage message,
        IAgentSession session,
        Action<Registered> onRegistered,
        CancellationToken cancellationToken)
    {
        switch (message.MessageCase)
        {
            case SiloMessage.MessageOneofCase.Registered:
                var seconds = message.Registered.PingTimeoutSeconds;
                _silence = seconds > 0 ? TimeSpan.FromSeconds(seconds) : _options.DefaultPingTimeout;
                onRegistered(message.Registered);
                return null;
            case SiloMessage.MessageOneofCase.Commands:
                if (session.Execute(message.Commands) is { } acknowledgement)
                {
                    await Outbox.SendAsync(new NodeMessage { CommandAck = acknowledgement }, cancellationToken);
                }

                return null;
            case SiloMessage.MessageOneofCase.Ping:
                await Outbox.SendAsync(new NodeMessage { Pong = new Pong() }, cancellationToken);
                return null;
            case SiloMessage.MessageOneofCase.Reregister:
                LinkMessages.Reregister(_logger, Address);
                await Outbox.SendAsync(new NodeMessage { Register = session.CreateRegister() }, cancellationToken);
                session.OnReregistered();
                return null;
            case SiloMessage.MessageOneofCase.Shutdown:
                LinkMessages.Shutdown(_logger, Address, message.Shutdown.Message);
                return (LinkEnd.Shutdown, message.Shutdown.Message);
            case SiloMessage.MessageOneofCase.Reconnect:
                LinkMessages.Reconnect(_logger, Address);
                return (LinkEnd.Reconnect, null);
            default:
                // A newer silo may say more than this node understands.
                return null;
        }
    }

    private void Explain(Exception exception, bool silent, bool cancelled)
    {
        if (cancelled)
        {
            return;
        }

        if (silent)
        {
            LinkMessages.Silent(_logger, Address, _silence.TotalSeconds);
        }
        else
        {
            var why = exception is RpcException rpc ? rpc.Status.Detail : exception.Message;
            LinkMessages.Failed(_logger, Address, why);
        }
    }
}
