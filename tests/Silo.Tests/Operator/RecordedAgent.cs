using System.Text.Json;
using Google.Protobuf;
using MesosOrleans.Grains.Interfaces;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Grains.Interfaces.Cluster;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.Json;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Silo.Tests.Operator;

/// <summary>A node that says of itself and of its tasks what a recorded one said.</summary>
internal sealed class RecordedAgent(IGrainFactory grains, JsonElement recorded, IReadOnlyList<JsonElement> statuses) : IAgentSession
{
    private readonly string _sessionId = Guid.NewGuid().ToString();
    private IAgentSession? _reference;

    /// <summary>The agent's id here.</summary>
    public string Id { get; private set; } = "";

    /// <summary>Attaches.</summary>
    public async Task Attach()
    {
        Id = await grains.GetGrain<IClusterGrain>(0).NextAgentId();
        _reference = grains.CreateObjectReference<IAgentSession>(this);
        var register = new Register
        {
            AgentId = new AgentID { Value = Id },
            AgentInfo = Parse<AgentInfo>(recorded.GetProperty("agent_info")),
            Version = recorded.GetProperty("version").GetString(),
            Incarnation = _sessionId,
        };
        register.Capabilities.Add(recorded.GetProperty("capabilities").EnumerateArray()
            .Select(Parse<AgentInfo.Types.Capability>));
        var result = await grains.Find<IAgentGrain>(Id).Attach(
            new AgentAttachment { Register = register, SessionId = _sessionId, Session = _reference, Ip = "127.0.0.1" });
        Assert.Null(result.Refusal);
    }

    /// <inheritdoc />
    public Task Send(SiloMessage message)
    {
        foreach (var launch in (message.Commands?.Commands_ ?? []).Select(command => command.Launch).OfType<LaunchTasks>())
        {
            Report(launch).Ignore();
        }

        return Task.CompletedTask;
    }

    private async Task Report(LaunchTasks launch)
    {
        foreach (var recordedStatus in statuses)
        {
            var status = Parse<TaskStatus>(recordedStatus);
            status.AgentId = new AgentID { Value = Id };
            await grains.Find<IAgentGrain>(Id).Receive(_sessionId, new NodeMessage
            {
                StatusUpdates = new StatusUpdates
                {
                    Updates = { new StatusUpdate { FrameworkId = launch.Framework.Id, Status = status } },
                },
            });
        }
    }

    private static T Parse<T>(JsonElement json)
        where T : class, IMessage<T>, new()
    {
        Assert.True(MesosJson.TryParse<T>(JsonSerializer.SerializeToUtf8Bytes(json), out var message, out var error), error.Text);
        return message;
    }
}
