using MesosOrleans.AgentNode.StatusUpdates;
using MesosOrleans.Protocol.AgentLink;

namespace MesosOrleans.AgentNode.Link;

/// <summary>
/// Keeps the node attached to some silo: registers, carries commands in and updates out, notices a dead link and goes
/// to the next silo, with random back-off. Facts: agent.md 2.
/// </summary>
public sealed class AgentLinkClient : IStatusUpdateSender
{
    private readonly AgentLinkOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<AgentLinkClient> _logger;
    private readonly SiloAddresses _addresses;
    private readonly RegistrationBackoff _backoff;
    private volatile LinkConnection? _current;

    public AgentLinkClient(AgentLinkOptions options, TimeProvider time, Random random, ILogger<AgentLinkClient> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _time = time;
        _logger = logger;
        _addresses = new SiloAddresses(options.Silos);
        _backoff = new RegistrationBackoff(options.BackoffFactor, random);
    }

    /// <summary>Whether the node is registered with a silo at this moment.</summary>
    public bool IsAttached => _current is not null;

    /// <summary>The link address of the silo the node is registered with, or null.</summary>
    public string? Address => _current?.Address;

    /// <summary>Queues a message for the silo. False when detached or when the queue is full.</summary>
    public bool TrySend(NodeMessage message) => _current?.Outbox.TrySend(message) ?? false;

    /// <summary>Waits until what was queued has been written, or the stream is gone, or the time is up.</summary>
    public async Task FlushAsync(TimeSpan timeout)
    {
        if (_current is { } connection)
        {
            connection.Outbox.Complete();
            await connection.Written.WaitAsync(timeout, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Send(StatusUpdate update)
        => TrySend(new NodeMessage { StatusUpdates = new Protocol.AgentLink.StatusUpdates { Updates = { update } } });

    /// <summary>Stays attached until cancelled or refused.</summary>
    /// <returns>The silo's reason when the node is to shut down for good; null after cancellation.</returns>
    /// <exception cref="AgentRefusedException">The node's identity does not fit.</exception>
    public async Task<string?> RunAsync(IAgentSession session, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        var failures = 0;
        await DelayAsync(cancellationToken);
        while (!cancellationToken.IsCancellationRequested)
        {
            var address = _addresses.Next();
            LinkMessages.Attaching(_logger, address);
            var (end, reason) = await AttachAsync(session, address, cancellationToken);
            if (end == LinkEnd.Shutdown)
            {
                return reason;
            }

            // Every other silo is tried at once before the pauses grow.
            failures = end == LinkEnd.NotAttached ? failures + 1 : 0;
            if (end != LinkEnd.NotAttached)
            {
                _backoff.Reset();
            }

            if (failures % _addresses.Count == 0 && end != LinkEnd.Reconnect)
            {
                await DelayAsync(cancellationToken);
            }
        }

        return null;
    }

    private async Task<(LinkEnd End, string? Reason)> AttachAsync(
        IAgentSession session,
        string address,
        CancellationToken cancellationToken)
    {
        var registered = false;
        await using var connection = new LinkConnection(address, _options, _time, _logger);
        void OnRegistered(Registered message)
        {
            registered = true;
            _addresses.Learn(message.Silos, address);
            _current = connection;
            session.OnRegistered(message);
            LinkMessages.Registered(_logger, address, message.AgentId.Value);
        }

        try
        {
            var result = await connection.RunAsync(session, OnRegistered, cancellationToken);
            return result.End == LinkEnd.Broken && !registered ? (LinkEnd.NotAttached, null) : result;
        }
        finally
        {
            _current = null;
            session.OnDetached();
        }
    }

    private async Task DelayAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(_backoff.Next(), _time, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The caller's loop sees the cancellation itself.
            return;
        }
    }
}
