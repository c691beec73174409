namespace MesosOrleans.AgentNode.Flags;

/// <summary>A flag makes no sense; the message names it and says why, in one line.</summary>
public sealed class FlagException(string message) : Exception(message);
