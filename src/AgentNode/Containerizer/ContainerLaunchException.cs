namespace MesosOrleans.AgentNode.Containerizer;

/// <summary>A container could not be started: the message says why, in words for the framework's developer.</summary>
public sealed class ContainerLaunchException : Exception
{
    public ContainerLaunchException(string message)
        : base(message)
    {
    }

    public ContainerLaunchException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
