using MesosOrleans.AgentNode.ApiContainers;
using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.AgentApi;
using MesosOrleans.Transport;

namespace MesosOrleans.AgentNode.Api;

/// <summary>The calls that launch, watch and end containers. Facts: http-api.md 10, agent.md 23.</summary>
internal sealed class ContainerCalls(NodeView view)
{
    private const int SignalKill = 9;

    private static readonly ApiError Done = new(StatusCodes.Status200OK, "");

    /// <summary>Carries out a call that is answered without a stream; null when it is none of these.</summary>
    public async Task<(Response? Response, ApiError? Error)?> TryAnswerAsync(Call call, CancellationToken cancellationToken)
        => call.Type switch
        {
            Call.Types.Type.LaunchContainer => (null, await LaunchAsync(call.LaunchContainer)),
            Call.Types.Type.LaunchNestedContainer => (null, await LaunchAsync(call.LaunchNestedContainer)),
            Call.Types.Type.WaitContainer => await WaitAsync(call.WaitContainer.ContainerId, nested: false, cancellationToken),
            Call.Types.Type.WaitNestedContainer => await WaitAsync(call.WaitNestedContainer.ContainerId, nested: true, cancellationToken),
            Call.Types.Type.KillContainer => (null, await KillAsync(
                call.KillContainer.ContainerId, call.KillContainer.HasSignal ? call.KillContainer.Signal : SignalKill, cancellationToken)),
            Call.Types.Type.KillNestedContainer => (null, await KillAsync(
                call.KillNestedContainer.ContainerId,
                call.KillNestedContainer.HasSignal ? call.KillNestedContainer.Signal : SignalKill,
                cancellationToken)),
            Call.Types.Type.RemoveContainer => (null, view.Containers.Remove(call.RemoveContainer.ContainerId)),
            Call.Types.Type.RemoveNestedContainer => (null, view.Containers.Remove(call.RemoveNestedContainer.ContainerId)),
            _ => null,
        };

    // A launch goes on when its caller has gone away: it is asked for again, and answered 202 then.
    private Task<ApiError> LaunchAsync(Call.Types.LaunchContainer launch) => view.Containers.LaunchAsync(
        new ContainerRequest
        {
            Id = launch.ContainerId,
            Command = launch.Command,
            Container = launch.Container,
            Resources = launch.Resources,
            Limits = launch.Limits.ToDictionary(item => item.Key, item => item.Value.Value),
        },
        CancellationToken.None);

    private Task<ApiError> LaunchAsync(Call.Types.LaunchNestedContainer launch) => view.Containers.LaunchAsync(
        new ContainerRequest { Id = launch.ContainerId, Command = launch.Command, Container = launch.Container },
        CancellationToken.None);

    private async Task<(Response?, ApiError?)> WaitAsync(ContainerID id, bool nested, CancellationToken cancellationToken)
    {
        if (await view.Containers.WaitAsync(id, cancellationToken) is not { } termination)
        {
            return (null, new ApiError(StatusCodes.Status404NotFound, $"Container {ContainerIds.Text(id)} cannot be found"));
        }

        return (nested ? Nested(Of(termination)) : Plain(Of(termination)), null);
    }

    private static Response Plain(Response.Types.WaitContainer wait)
        => new() { Type = Response.Types.Type.WaitContainer, WaitContainer = wait };

    private static Response Nested(Response.Types.WaitContainer wait) => new()
    {
        Type = Response.Types.Type.WaitNestedContainer,
        // The same fields under the same numbers.
        WaitNestedContainer = Response.Types.WaitNestedContainer.Parser.ParseFrom(Google.Protobuf.MessageExtensions.ToByteArray(wait)),
    };

    private static Response.Types.WaitContainer Of(ContainerTermination termination)
    {
        var wait = new Response.Types.WaitContainer();
        if (termination.WaitStatus is { } status)
        {
            wait.ExitStatus = status;
        }

        if (termination.State is { } state)
        {
            wait.State = state;
        }

        if (termination.Reason is { } reason)
        {
            wait.Reason = reason;
        }

        if (termination.Message is { } message)
        {
            wait.Message = message;
        }

        if (termination.LimitedResources.Count > 0)
        {
            wait.Limitation = new TaskResourceLimitation { Resources = { termination.LimitedResources } };
        }

        return wait;
    }

    private async Task<ApiError> KillAsync(ContainerID id, int signal, CancellationToken cancellationToken)
        => await view.Containers.KillAsync(id, signal, cancellationToken)
            ? Done
            : new ApiError(
                StatusCodes.Status404NotFound,
                $"Container '{ContainerIds.Text(id)}' cannot be found (or is already killed)");
}
