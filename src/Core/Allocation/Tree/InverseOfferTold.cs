namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>A framework's answer to an inverse offer.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="Hostname">Its host name.</param>
/// <param name="Ip">Its address.</param>
/// <param name="FrameworkId">The framework.</param>
/// <param name="Response">What it said.</param>
/// <param name="At">When it was heard.</param>
public sealed record InverseOfferTold(
    string AgentId, string Hostname, string Ip, string FrameworkId, InverseOfferResponse Response, DateTimeOffset At);
