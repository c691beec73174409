using Google.Protobuf;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Client.Events;

/// <summary>An executor sent a message. Messages may get lost.</summary>
/// <param name="AgentId">The agent that the executor runs on.</param>
/// <param name="ExecutorId">The executor.</param>
/// <param name="Data">The message.</param>
public sealed record MessageReceived(AgentID AgentId, ExecutorID ExecutorId, ByteString Data) : SchedulerEvent;
