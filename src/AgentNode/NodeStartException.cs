namespace MesosOrleans.AgentNode;

/// <summary>The node cannot start; the message tells the operator why, in one line.</summary>
public sealed class NodeStartException(string message) : Exception(message);
