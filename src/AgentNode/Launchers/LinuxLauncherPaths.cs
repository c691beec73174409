namespace MesosOrleans.AgentNode.Launchers;

/// <summary>Programs and directories of the linux launcher.</summary>
/// <param name="Runtime">Path of crun.</param>
/// <param name="Monitor">Path of conmon.</param>
/// <param name="RuntimeDirectory">Our runtime directory.</param>
internal sealed record LinuxLauncherPaths(string Runtime, string Monitor, string RuntimeDirectory)
{
    /// <summary>Where the runtime keeps its state of each container.</summary>
    internal string RuntimeState => Path.Combine(RuntimeDirectory, "crun");

    /// <summary>Where the monitors may put sockets.</summary>
    internal string Sockets => Path.Combine(RuntimeDirectory, "attach");

    /// <summary>Where the host's root appears to the runtime.</summary>
    internal string RootFileSystem => Path.Combine(RuntimeDirectory, "rootfs");
}
