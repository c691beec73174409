namespace MesosOrleans.AgentNode.Recovery;

/// <summary>Checkpoints are damaged and the flag strict forbids to pass that over; the message names the file.</summary>
public sealed class RecoveryException(string message) : Exception(message);
