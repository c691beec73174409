namespace MesosOrleans.Core.Maintenance;

/// <summary>A framework's answer to an inverse offer of one agent.</summary>
/// <param name="Hostname">The agent's host name.</param>
/// <param name="Ip">The agent's address.</param>
/// <param name="FrameworkId">The framework.</param>
/// <param name="Accepted">Whether it accepted.</param>
/// <param name="At">When the answer came.</param>
public sealed record InverseOfferReply(string Hostname, string Ip, string FrameworkId, bool Accepted, DateTimeOffset At);
