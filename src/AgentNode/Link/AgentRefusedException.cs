namespace MesosOrleans.AgentNode.Link;

/// <summary>The node cannot go on with its identity; the message tells the operator why.</summary>
public sealed class AgentRefusedException(string message) : Exception(message);
