using System.Security.Cryptography;
using Google.Protobuf;
using MesosOrleans.Core.Agents;
using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;
using Microsoft.Extensions.Logging;
using OperationType = MesosOrleans.Protocol.V1.Offer.Types.Operation.Types.Type;

namespace MesosOrleans.Grains.Agents;

/// <summary>
/// Reservations and volumes between this grain and the node's disk. <see cref="CheckpointLog"/> decides whose word counts.
/// </summary>
public sealed partial class AgentGrain
{
    private const int CheckpointIdBytes = 16;

    private readonly List<Resource> _destroyed = [];

    // The newest set in the log, which may not be durable yet.
    private ResourceSet _logged = ResourceSet.Empty;
    private CheckpointLog _log = CheckpointLog.Empty;

    // What is durable of both: only that may reach the node.
    private ResourceSet _stored = ResourceSet.Empty;
    private CheckpointLog _storedLog = CheckpointLog.Empty;

    // The set that the node has when it has taken over all commands.
    private ByteString? _sentCheckpoint;

    /// <summary>Takes in what a node has on its disk, if it knows more than this grain.</summary>
    /// <param name="register">The node's word.</param>
    /// <param name="adopted">Whether the node's set has replaced the grain's.</param>
    /// <returns>Why the agent's resources do not fit what is kept; null on success.</returns>
    private string? TakeResources(Register register, out bool adopted)
    {
        var configured = ResourceSet.FromProto(register.AgentInfo.Resources);
        adopted = !_log.Knows(register.Checkpoint);
        if (!adopted)
        {
            _log = _log.From(register.Checkpoint);
            return _ledger.TryConfigure(configured);
        }

        var reported = ResourceSet.FromProto(register.Checkpoint.Resources);
        var replaced = _ledger.Checkpointed;
        if (_ledger.TryConfigure(configured, reported) is { } incompatible)
        {
            return incompatible;
        }

        _log = CheckpointLog.StartingWith(register.Checkpoint.Id);
        _logged = reported;
        _destroyed.Clear();
        LogAdopted(AgentId, reported, replaced);
        return null;
    }

    private void NoteDestroyed(Offer.Types.Operation operation)
    {
        if (operation.Type == OperationType.Destroy)
        {
            _destroyed.AddRange(operation.Destroy.Volumes);
        }
    }

    /// <summary>The log with the set that is about to be stored.</summary>
    private CheckpointLog LogCheckpoint(ResourceSet checkpointed)
    {
        if (_destroyed.Count > 0 || !checkpointed.Equals(_logged))
        {
            var id = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(CheckpointIdBytes));
            _log = _log.Add(id, _logged, checkpointed, _destroyed);
            _logged = checkpointed;
            _destroyed.Clear();
        }

        return _log;
    }

    private void RestoreCheckpoints()
    {
        _log = CheckpointLog.Of(State.CheckpointSteps);
        _storedLog = _log;
        // A set from before there was a log gets its name with the next write.
        _logged = _log.Newest is null ? ResourceSet.Empty : _stored;
    }

    // Only what is durable: the node removes what is named as destroyed.
    private void SendCheckpoint()
    {
        if (_storedLog.Newest is not { } newest || newest == _sentCheckpoint)
        {
            return;
        }

        var command = new Protocol.AgentLink.CheckpointResources
        {
            Resources = { _stored.ToProto(ResourceFormat.Post) },
            Id = newest,
            Destroyed = { _storedLog.DestroyedSince(_sentCheckpoint) },
        };
        if (_sentCheckpoint is not null)
        {
            command.BaseId = _sentCheckpoint;
        }

        if (Send(new Command { CheckpointResources = command }))
        {
            _sentCheckpoint = newest;
        }
    }

    [LoggerMessage(1131, LogLevel.Warning,
        "The node of agent {AgentId} has reservations and volumes that are not known here: {Reported} replaces {Known}")]
    private partial void LogAdopted(string agentId, ResourceSet reported, ResourceSet known);
}
