namespace MesosOrleans.AgentNode.Executors;

/// <summary>Where a task's supervisor stands.</summary>
internal enum SupervisorPhase
{
    Launching,
    Running,
    Ended,
}
