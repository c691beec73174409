using System.Threading.Channels;
using MesosOrleans.AgentNode.ApiContainers;
using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.Protocol.RecordIO;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.AgentApi;
using MesosOrleans.Transport;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace MesosOrleans.AgentNode.Api;

/// <summary>
/// The calls through which people talk with a container: LAUNCH_NESTED_CONTAINER_SESSION, ATTACH_CONTAINER_OUTPUT,
/// ATTACH_CONTAINER_INPUT. Facts: http-api.md 10, isolation.md 7.
/// </summary>
internal sealed class ContainerStreamsEndpoint(NodeView view)
{
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DestroyTimeout = TimeSpan.FromSeconds(60);

    private static readonly ProcessIO Heartbeat = new()
    {
        Type = ProcessIO.Types.Type.Control,
        Control = new ProcessIO.Types.Control
        {
            Type = ProcessIO.Types.Control.Types.Type.Heartbeat,
            Heartbeat = new ProcessIO.Types.Control.Types.Heartbeat
            {
                Interval = new DurationInfo { Nanoseconds = HeartbeatInterval.Ticks * TimeSpan.NanosecondsPerTick },
            },
        },
    };

    /// <summary>Launches a container and streams what it prints. It ends with the stream, whoever ends that.</summary>
    public async Task<ApiError?> LaunchSessionAsync(
        HttpContext context, Call.Types.LaunchNestedContainerSession call, StreamingAccept accept)
    {
        SessionStreams streams;
        try
        {
            streams = view.Containers.CreateStreams();
        }
        catch (ContainerLaunchException exception)
        {
            return new ApiError(StatusCodes.Status500InternalServerError, exception.Message);
        }

        // Attached before anything can be printed.
        var output = streams.Attach();
        var request = new ContainerRequest
        {
            Id = call.ContainerId,
            Command = call.Command,
            Container = call.Container,
            Streams = streams,
        };
        var launched = await view.Containers.LaunchAsync(request, CancellationToken.None);
        if (launched.Status != StatusCodes.Status200OK)
        {
            streams.Dispose();
            return launched;
        }

        var container = view.Containers.Find(call.ContainerId)!;
        try
        {
            await WriteAsync(context, output, accept);
        }
        finally
        {
            streams.Detach(output);
            await view.Containers.EndAsync(container).WaitAsync(DestroyTimeout, view.Time);
        }

        return null;
    }

    /// <summary>Streams what a session prints from now on.</summary>
    public async Task<ApiError?> AttachOutputAsync(HttpContext context, ContainerID id, StreamingAccept accept)
    {
        if (FindStreams(id, out var streams) is { } refusal)
        {
            return refusal;
        }

        var output = streams!.Attach();
        try
        {
            await WriteAsync(context, output, accept);
        }
        finally
        {
            streams.Detach(output);
        }

        return null;
    }

    /// <summary>Hands a stream of calls on to a session: the first names it, the others bring input.</summary>
    public async Task<ApiError> AttachInputAsync(HttpContext context, MessageFormat format)
    {
        // People may be silent for as long as they like, and say much.
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        var records = RecordIOReader.ReadAllAsync(context.Request.Body, view.Options.HttpLimits.BodyBytesMax, context.RequestAborted);
        await using var calls = records.GetAsyncEnumerator(context.RequestAborted);
        try
        {
            var (first, error) = await NextAsync(calls, format);
            if (first is null)
            {
                return error ?? Bad("The stream ended before its first record");
            }

            if (first.Type != Call.Types.AttachContainerInput.Types.Type.ContainerId || first.ContainerId is null)
            {
                return Bad("Expecting 'attach_container_input.type' of the first record to be CONTAINER_ID");
            }

            return FindStreams(first.ContainerId, out var streams) is { } refusal
                ? refusal
                : await TakeInputAsync(calls, format, view.Containers.Find(first.ContainerId)!, streams!);
        }
        catch (RecordIOException exception)
        {
            return Bad(exception.Message);
        }
    }

    private static ApiError Bad(string text) => new(StatusCodes.Status400BadRequest, text);

    private static async Task<(Call.Types.AttachContainerInput? Call, ApiError? Error)> NextAsync(
        IAsyncEnumerator<byte[]> records, MessageFormat format)
    {
        if (!await records.MoveNextAsync())
        {
            return (null, null);
        }

        if (!MessageCodec.TryParse<Call>(format, records.Current, out var call, out var error))
        {
            return (null, Bad(error));
        }

        if (call.Type != Call.Types.Type.AttachContainerInput)
        {
            return (null, new ApiError(
                StatusCodes.Status415UnsupportedMediaType,
                $"Streaming 'Content-Type' {MediaTypes.RecordIO} is not supported for {EnumText.Of(call.Type)} call"));
        }

        return call.AttachContainerInput is { } input
            ? (input, null)
            : (null, Bad("Failed to validate agent::Call: Expecting 'attach_container_input' to be present"));
    }

    private static async Task<ApiError> TakeInputAsync(
        IAsyncEnumerator<byte[]> calls, MessageFormat format, ApiContainer container, SessionStreams streams)
    {
        if (!streams.TryTakeInput())
        {
            return new ApiError(StatusCodes.Status409Conflict, "Multiple input connections are not allowed");
        }

        try
        {
            var pumping = PumpAsync(calls, format, streams);
            await Task.WhenAny(pumping, container.Ended);
            return pumping.IsCompleted ? await pumping : new ApiError(StatusCodes.Status200OK, "");
        }
        finally
        {
            streams.ReleaseInput();
        }
    }

    private static async Task<ApiError> PumpAsync(IAsyncEnumerator<byte[]> calls, MessageFormat format, SessionStreams streams)
    {
        while (true)
        {
            var (call, error) = await NextAsync(calls, format);
            if (call is null)
            {
                return error ?? new ApiError(StatusCodes.Status200OK, "");
            }

            if (call.ProcessIo?.Type != ProcessIO.Types.Type.Data)
            {
                // Heartbeats; and the size of a terminal, of which there is none.
                continue;
            }

            var data = call.ProcessIo.Data.Data_;
            if (data.IsEmpty)
            {
                streams.CloseInput();
                return new ApiError(StatusCodes.Status200OK, "");
            }

            if (!await streams.WriteAsync(data.Memory))
            {
                return new ApiError(StatusCodes.Status200OK, "");
            }
        }
    }

    private ApiError? FindStreams(ContainerID id, out SessionStreams? streams)
    {
        streams = view.Containers.Find(id)?.Streams;
        if (streams is not null)
        {
            return null;
        }

        return view.Containers.IsKnown(id)
            ? new ApiError(
                StatusCodes.Status500InternalServerError,
                $"Container {ContainerIds.Text(id)} was not launched as a session: it has files and no streams")
            : new ApiError(StatusCodes.Status404NotFound, $"Container {ContainerIds.Text(id)} cannot be found");
    }

    private async Task WriteAsync(HttpContext context, ChannelReader<ProcessIO> output, StreamingAccept accept)
    {
        var stream = await accept.OpenAsync(context);
        using var record = new PooledBuffer();
        using var chunk = new PooledBuffer();
        var next = output.WaitToReadAsync(context.RequestAborted).AsTask();
        while (true)
        {
            if (await Task.WhenAny(next, Task.Delay(HeartbeatInterval, view.Time, context.RequestAborted)) != next)
            {
                await WriteAsync(Heartbeat);
                continue;
            }

            if (!await next)
            {
                break;
            }

            while (output.TryRead(out var item))
            {
                await WriteAsync(item);
            }

            next = output.WaitToReadAsync(context.RequestAborted).AsTask();
        }

        await stream.Complete(context.RequestAborted);

        async Task WriteAsync(ProcessIO item)
        {
            context.RequestAborted.ThrowIfCancellationRequested();
            record.Clear();
            chunk.Clear();
            MessageCodec.Write(accept.Format, item, record);
            ChunkedRecords.Append(chunk, record.WrittenSpan, stream.Chunked);
            await stream.Write(chunk.Written, context.RequestAborted);
        }
    }
}
