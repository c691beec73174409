using Microsoft.Win32.SafeHandles;

namespace MesosOrleans.AgentNode.Containerizer;

/// <summary>
/// Ends of pipes for a container that somebody talks with, instead of files in the sandbox. They are closed by whoever
/// made them, once the container has been launched.
/// </summary>
/// <param name="Input">What the container reads from.</param>
/// <param name="Output">What it writes to.</param>
/// <param name="Error">What it complains to.</param>
public sealed record ContainerStreams(SafeFileHandle Input, SafeFileHandle Output, SafeFileHandle Error);
