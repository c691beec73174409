using MesosOrleans.Client.Events;
using MesosOrleans.Grains.Interfaces.Frameworks;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.Client;

/// <summary>The connection: events in, keep-alive, re-attachment, end.</summary>
public sealed partial class FrameworkSession
{
    private async Task OnEventsAsync(SchedulerEvents batch)
    {
        if (batch.StreamId != _streamId)
        {
            return;
        }

        _held.Take(batch);
        string? end = batch.Last ? "the cluster closed the session" : null;
        foreach (var wire in batch.Events)
        {
            switch (EventMapper.Map(wire, _again))
            {
                case null:
                    break;
                case SubscriptionEnded ended:
                    end = ended.Reason;
                    break;
                case var item:
                    await _events.Writer.WriteAsync(item, _closing.Token);
                    break;
            }
        }

        if (end is not null)
        {
            await EndAsync(end);
        }
    }

    private async Task EndAsync(string reason)
    {
        _keepAlive.Dispose();
        await _events.Writer.WriteAsync(new SubscriptionEnded(reason), _closing.Token);
        _events.Writer.TryComplete();
    }

    private async Task KeepAliveAsync()
    {
        // The timer ends the loop when the session ends or is disposed.
        while (await _keepAlive.WaitForNextTickAsync(CancellationToken.None))
        {
            try
            {
                await KeepAliveOnceAsync();
            }
            catch (RegistrationRefusedException refusal)
            {
                await EndAsync(refusal.Message);
            }
            catch (Exception failure)
            {
                // Whatever it is, the next tick tries again: only the cluster's word ends a session.
                LogConnectionLost(_logger, Id.Value, failure.Message);
            }
        }
    }

    private async Task KeepAliveOnceAsync()
    {
        var streamId = _streamId;
        if (await _framework.KeepAlive(streamId).WaitAsync(KeepAliveTimeout, _closing.Token))
        {
            return;
        }

        if (await _framework.Reattach(streamId, _reference!, _held.List()).WaitAsync(KeepAliveTimeout, _closing.Token))
        {
            LogReattached(_logger, Id.Value);
            return;
        }

        LogResubscribing(_logger, Id.Value);
        await SubscribeAsync().WaitAsync(_closing.Token);
    }

    private async Task DisconnectAsync()
    {
        if (_streamId.Length == 0)
        {
            return;
        }

        try
        {
            await _framework.Disconnect(_streamId).WaitAsync(KeepAliveTimeout);
        }
        catch (Exception failure) when (CallRetry.IsLost(failure))
        {
            // The cluster finds out by itself when it next has something to say.
            LogConnectionLost(_logger, Id.Value, failure.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Framework {FrameworkId}: the cluster does not answer: {Reason}")]
    private static partial void LogConnectionLost(ILogger logger, string frameworkId, string reason);

    [LoggerMessage(2, LogLevel.Information, "Framework {FrameworkId}: attached again")]
    private static partial void LogReattached(ILogger logger, string frameworkId);

    [LoggerMessage(3, LogLevel.Information, "Framework {FrameworkId}: the session is gone, subscribing again")]
    private static partial void LogResubscribing(ILogger logger, string frameworkId);

    [LoggerMessage(4, LogLevel.Warning, "Framework {FrameworkId}: an acknowledgement was not taken: {Reason}")]
    private static partial void LogNotAcknowledged(ILogger logger, string frameworkId, string reason);
}
