namespace MesosOrleans.AgentNode.Executors;

/// <summary>A task that is over, kept for people to look at.</summary>
internal sealed record CompletedTask(TaskRun Run, Protocol.V1.FrameworkInfo Framework, Protocol.V1.Task Message);
