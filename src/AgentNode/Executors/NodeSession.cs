using MesosOrleans.AgentNode.Link;
using MesosOrleans.AgentNode.Recovery;
using MesosOrleans.AgentNode.StatusUpdates;
using MesosOrleans.AgentNode.Volumes;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Executors;

/// <summary>The node's side of the link: tells the ledger, takes the id, hands commands to those who carry them out.</summary>
internal sealed class NodeSession : IAgentSession
{
    private readonly AgentIdentity _identity;
    private readonly NodeLedger _ledger;
    private readonly CheckpointStore _checkpoints;
    private readonly StatusUpdateManager _updates;
    private readonly CommandDispatcher _dispatcher;
    private readonly NodeResources _resources;
    private readonly ILogger<NodeSession> _logger;
    private readonly CommandSequence _sequence;

    public NodeSession(
        AgentIdentity identity,
        NodeLedger ledger,
        CheckpointStore checkpoints,
        StatusUpdateManager updates,
        CommandDispatcher dispatcher,
        NodeResources resources,
        CommandAck? lastCommand,
        ILogger<NodeSession> logger)
    {
        _identity = identity;
        _ledger = ledger;
        _checkpoints = checkpoints;
        _updates = updates;
        _dispatcher = dispatcher;
        _resources = resources;
        _logger = logger;
        _sequence = new CommandSequence(lastCommand);
    }

    public Register CreateRegister()
    {
        var register = new Register
        {
            AgentInfo = _identity.Info.Clone(),
            Version = _identity.Version,
            Capabilities = { AgentCapabilities.All },
            BootId = _identity.BootId,
            Incarnation = _identity.Incarnation,
            LastCommand = _sequence.Last,
            Ip = _identity.Ip,
            Port = (uint)_identity.Port,
            Checkpoint = _resources.Checkpoint,
        };
        if (_identity.AgentId is { } agentId)
        {
            register.AgentId = new AgentID { Value = agentId };
            register.AgentInfo.Id = register.AgentId;
            register.Tasks.AddRange(_ledger.Tasks().Select(task => task.ToMessage(agentId)));
        }

        register.Frameworks.AddRange(_ledger.Frameworks());
        register.Executors.AddRange(
            _ledger.Executors().Where(executor => executor.Info is not null && (executor.IsAlive || !executor.IsCustom))
                .Select(executor => executor.Info));
        return register;
    }

    public void OnRegistered(Registered message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var given = message.AgentId.Value;
        if (_identity.AgentId is { } own && own != given)
        {
            throw new AgentRefusedException(
                $"The silo registered this agent as '{given}', but it is '{own}'; remove "
                + $"{_checkpoints.Layout.LatestAgentLink} to register as a new agent");
        }

        // Written again each time: the info may have changed since the last start.
        var info = _identity.Info.Clone();
        info.Id = message.AgentId;
        _checkpoints.SaveAgent(info);
        _identity.AgentId = given;
        _updates.Resume();
    }

    public CommandAck? Execute(Commands commands)
    {
        ArgumentNullException.ThrowIfNull(commands);
        foreach (var command in commands.Commands_)
        {
            switch (_sequence.Accept(command.Epoch, command.Sequence))
            {
                case CommandVerdict.Stale:
                    ExecutorMessages.StaleCommand(_logger, command.Epoch);
                    break;
                case CommandVerdict.Execute:
                    Execute(command);
                    break;
                default:
                    break;
            }
        }

        if (_sequence.Last is { } last && _identity.AgentId is { } agentId)
        {
            _checkpoints.SaveLastCommand(agentId, last);
        }

        return _sequence.Last;
    }

    public void OnReregistered() => _updates.Resume();

    public void OnDetached() => _updates.Pause();

    private void Execute(Command command)
    {
        try
        {
            _dispatcher.Execute(command);
        }
        catch (Exception exception)
        {
            // One command that cannot be carried out must not stop those behind it.
            ExecutorMessages.CommandFailed(_logger, command.Epoch, command.Sequence, exception);
        }
    }
}
