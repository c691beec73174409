namespace MesosOrleans.AgentNode.Flags;

/// <summary>One flag: on the command line <c>--name=value</c>, in the environment <c>MESOS_NAME</c>.</summary>
/// <param name="Name">Lower case, words joined by underscores.</param>
/// <param name="Default">Text that stands for a flag that is not given; null when there is none.</param>
/// <param name="Description">For <c>--help</c>.</param>
/// <param name="IsSwitch">Whether the bare name means true.</param>
internal sealed record NodeFlag(string Name, string? Default, string Description, bool IsSwitch = false)
{
    public string EnvironmentName => "MESOS_" + Name.ToUpperInvariant();
}
