namespace MesosOrleans.AgentNode.Executors;

/// <summary>A user of this machine.</summary>
internal sealed record UnixUser(string Name, uint Uid, uint Gid);
