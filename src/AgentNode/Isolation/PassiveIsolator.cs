namespace MesosOrleans.AgentNode.Isolation;

/// <summary>
/// An isolator that needs nothing done: the launcher does it for every container (joining a cgroup hierarchy).
/// </summary>
internal sealed class PassiveIsolator(string name) : IIsolator
{
    public string Name => name;
}
