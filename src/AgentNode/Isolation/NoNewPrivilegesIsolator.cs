using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.AgentNode.Launchers;

namespace MesosOrleans.AgentNode.Isolation;

/// <summary>Takes the effect of set-uid programs away from every container.</summary>
internal sealed class NoNewPrivilegesIsolator : IIsolator
{
    public string Name => "linux/nnp";

    public void Prepare(ContainerSpec spec, LaunchInfo info) => info.NoNewPrivileges = true;
}
