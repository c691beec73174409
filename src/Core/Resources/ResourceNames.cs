namespace MesosOrleans.Core.Resources;

/// <summary>The names of resources that mean something to the kernel.</summary>
public static class ResourceNames
{
    /// <summary>Processor cores.</summary>
    public const string Cpus = "cpus";

    /// <summary>Graphics devices; whole numbers only.</summary>
    public const string Gpus = "gpus";

    /// <summary>Memory, in MB.</summary>
    public const string Mem = "mem";

    /// <summary>Disk space, in MB.</summary>
    public const string Disk = "disk";

    /// <summary>Port numbers.</summary>
    public const string Ports = "ports";

    /// <summary>Ports managed internally; never offered.</summary>
    public const string EphemeralPorts = "ephemeral_ports";
}
