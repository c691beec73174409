using System.Threading.Channels;
using Grpc.Core;
using MesosOrleans.Grains;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Grains.Interfaces.Cluster;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Silo.Api.Transport;
using Microsoft.Extensions.Options;
using AgentID = MesosOrleans.Protocol.V1.AgentID;

namespace MesosOrleans.Silo.Link;

/// <summary>
/// The silo's end of the agents' link: ties a node's stream to its grain through a session object that lives as long as
/// the stream does.
/// </summary>
internal sealed partial class AgentLinkService(
    IGrainFactory grains,
    LinkRegistry registry,
    IOptions<ClusterSettings> options,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<AgentLinkService> logger) : AgentLink.AgentLinkBase
{
    private static readonly TimeSpan RegisterDeadline = TimeSpan.FromSeconds(30);

    /// <inheritdoc />
    public override async Task Attach(
        IAsyncStreamReader<NodeMessage> requestStream, IServerStreamWriter<SiloMessage> responseStream, ServerCallContext context)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(
            context.CancellationToken, lifetime.ApplicationStopping);
        var register = await ReadRegister(requestStream, stopping.Token);
        var agentId = register.AgentId?.Value is { Length: > 0 } known
            ? known
            : await grains.GetGrain<IClusterGrain>(0).NextAgentId();
        if (Protocol.Ids.IdRules.Validate(agentId) is { } invalid)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"The agent's id is invalid: {invalid}"));
        }

        var grain = grains.GetGrain<IAgentGrain>(agentId);
        var session = new AgentLinkSession(agentId, grain, responseStream, time);
        var reference = grains.CreateObjectReference<IAgentSession>(session);
        registry.Add(session);
        try
        {
            var attachment = Attachment(register, agentId, session.Id, reference, context);
            if ((await grain.Attach(attachment)).Refusal is { } refusal)
            {
                LogRefused(agentId, refusal);
                await responseStream.WriteAsync(
                    new SiloMessage { Shutdown = new Shutdown { Message = refusal } }, stopping.Token);
                return;
            }

            session.Open(Registered(agentId));
            await Serve(requestStream, session, attachment, stopping.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ChannelClosedException
            || (exception is RpcException && context.CancellationToken.IsCancellationRequested))
        {
            LogClosed(agentId, exception.Message);
        }
        finally
        {
            session.End();
            await Leave(grain, agentId, session);
            registry.Remove(session);
            grains.DeleteObjectReference<IAgentSession>(reference);
        }
    }

    private static async Task<Register> ReadRegister(IAsyncStreamReader<NodeMessage> stream, CancellationToken stopping)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        deadline.CancelAfter(RegisterDeadline);
        if (!await stream.MoveNext(deadline.Token) || stream.Current.Register is not { } register)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, "The first message of the stream must be a registration"));
        }

        return register;
    }

    private static AgentAttachment Attachment(
        Register register, string agentId, string sessionId, IAgentSession reference, ServerCallContext context)
    {
        register.AgentId = new AgentID { Value = agentId };
        return new AgentAttachment
        {
            Register = register,
            SessionId = sessionId,
            Session = reference,
            Ip = register.HasIp ? register.Ip : context.GetHttpContext().Connection.RemoteIpAddress?.ToString() ?? "",
        };
    }

    private async Task Leave(IAgentGrain grain, string agentId, AgentLinkSession session)
    {
        try
        {
            await grain.Detach(session.Id, session.Silence);
        }
        catch (Exception exception) when (GrainFailure.IsUnavailable(exception))
        {
            // The grain finds out by itself: the next command that it sends fails, or the node is back before.
            LogClosed(agentId, exception.Message);
        }
    }

    private Registered Registered(string agentId) => new()
    {
        AgentId = new AgentID { Value = agentId },
        PingTimeoutSeconds = options.Value.AgentPingTimeout.TotalSeconds,
    };

    private async Task Serve(
        IAsyncStreamReader<NodeMessage> requests, AgentLinkSession session, AgentAttachment attachment, CancellationToken stopping)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var writing = session.Write(end.Token);
        var watching = session.Watch(options.Value.AgentPingTimeout, end.Token);
        var reading = session.Read(requests, attachment, end.Token);
        try
        {
            await await Task.WhenAny(writing, watching, reading);
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(writing, watching, reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(2101, LogLevel.Warning, "Agent {AgentId} was refused: {Reason}")]
    private partial void LogRefused(string agentId, string reason);

    [LoggerMessage(2102, LogLevel.Debug, "The stream of agent {AgentId} ended: {Reason}")]
    private partial void LogClosed(string agentId, string reason);
}
