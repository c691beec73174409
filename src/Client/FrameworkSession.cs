using System.Net;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using MesosOrleans.Client.Events;
using MesosOrleans.Grains.Interfaces.Frameworks;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.Client;

/// <summary>
/// A framework's session: events come in through <see cref="ReadEventsAsync"/>, calls go out through the other methods.
/// The session looks after its connection: when the framework's grain moves it attaches itself again, when the
/// cluster was away it subscribes again with the same framework id (<see cref="Subscribed.Again"/>). All methods may be
/// called by several threads at once, except that the events have one reader.
/// </summary>
public sealed partial class FrameworkSession : IAsyncDisposable
{
    private static readonly TimeSpan KeepAliveTimeout = TimeSpan.FromSeconds(5);
    private readonly FrameworkSessionOptions _options;
    private readonly IFrameworkGrain _framework;
    private readonly CallRetry _retry;
    private readonly ILogger _logger;
    private readonly Channel<SchedulerEvent> _events;
    private readonly SchedulerObserver _observer;
    private readonly CancellationTokenSource _closing = new();
    private readonly PeriodicTimer _keepAlive;
    private readonly HeldOffers _held = new();
    private IClusterClient? _client;
    private FrameworkInfo _info;
    private ISchedulerObserver? _reference;
    private Task _keepAliveLoop = Task.CompletedTask;
    private volatile string _streamId = string.Empty;
    private volatile bool _again;
    private bool _subscribed;
    private int _disposed;

    internal FrameworkSession(
        FrameworkID id, FrameworkInfo info, FrameworkSessionOptions options, IFrameworkGrain framework, CallRetry retry, TimeProvider timeProvider, ILogger logger)
    {
        Id = id;
        _info = info;
        _options = options;
        _framework = framework;
        _retry = retry;
        _logger = logger;
        _observer = new SchedulerObserver(OnEventsAsync);
        _keepAlive = new PeriodicTimer(options.KeepAliveInterval, timeProvider);
        _events = Channel.CreateBounded<SchedulerEvent>(
            new BoundedChannelOptions(options.EventsMax) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    }

    /// <summary>The framework's id. Registering with it again takes the framework over.</summary>
    public FrameworkID Id { get; }

    /// <summary>
    /// The session's events, in order, until the session ends (<see cref="SubscriptionEnded"/> is the last) or is disposed.
    /// With <see cref="FrameworkSessionOptions.AcknowledgeAutomatically"/> a status is acknowledged when the next event
    /// is asked for; one at which the reader leaves the loop is not acknowledged.
    /// </summary>
    /// <param name="cancellationToken">Ends the reading, not the session.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async IAsyncEnumerable<SchedulerEvent> ReadEventsAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var item in _events.Reader.ReadAllAsync(cancellationToken))
        {
            yield return item;
            if (_options.AcknowledgeAutomatically && item is TaskUpdated { NeedsAcknowledgement: true } update)
            {
                await TryAcknowledgeAsync(update.Status, cancellationToken);
            }
        }
    }

    /// <summary>
    /// Closes the session. The framework stays registered, and its tasks run, for its fail-over time-out;
    /// <see cref="TeardownAsync"/> ends it.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _closing.CancelAsync();
        _keepAlive.Dispose();
        _events.Writer.TryComplete();
        await _keepAliveLoop;
        await DisconnectAsync();
        if (_reference is not null)
        {
            _client?.DeleteObjectReference<ISchedulerObserver>(_reference);
        }

        _closing.Dispose();
    }

    internal async Task OpenAsync(IClusterClient client, CancellationToken cancellationToken)
    {
        _client = client;
        _reference = client.CreateObjectReference<ISchedulerObserver>(_observer);
        try
        {
            await _retry.RunAsync(SubscribeAsync, cancellationToken);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }

        _keepAliveLoop = KeepAliveAsync();
    }

    private async Task<bool> SubscribeAsync()
    {
        // Events of the new session can arrive before the answer does.
        var streamId = Guid.NewGuid().ToString();
        _streamId = streamId;
        _again = _subscribed;
        var subscribe = new Call.Types.Subscribe { FrameworkInfo = _info };
        subscribe.SuppressedRoles.AddRange(_options.SuppressedRoles);
        var request = new SubscribeRequest
        {
            Subscribe = subscribe,
            StreamId = streamId,
            Observer = _reference!,
            Hostname = Dns.GetHostName(),
        };
        if (_info.Id is null)
        {
            // Whatever comes of this attempt, the next one names the id. The message on its way is frozen: a copy.
            _info = _info.Clone();
            _info.Id = Id;
        }

        var result = await _framework.Subscribe(request);
        if (result.Error is { } error)
        {
            throw new RegistrationRefusedException(error);
        }

        _subscribed = true;
        return true;
    }
}
