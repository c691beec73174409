namespace MesosOrleans.Core.Allocation.Tables;

/// <summary>What one framework holds on one agent under one role, offered or allocated.</summary>
internal struct AgentHolding(FrameworkRole holder, ResourceView held)
{
    public FrameworkRole Holder { get; } = holder;

    public ResourceView Held { get; set; } = held;

    /// <summary>The unreserved non-revocable scalars of it that are launched on; null while there are none.</summary>
    public ScalarVector? Launched { get; set; }
}
