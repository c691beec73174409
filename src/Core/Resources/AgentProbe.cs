namespace MesosOrleans.Core.Resources;

/// <summary>What a machine was found to have; null where probing failed.</summary>
/// <param name="Cpus">Processors that are online.</param>
/// <param name="MemoryMb">Total memory in MB.</param>
/// <param name="DiskMb">Size of the file system that holds the work directory, in MB.</param>
/// <param name="Gpus">Graphics devices; null when the GPU isolator is off.</param>
public readonly record struct AgentProbe(int? Cpus, long? MemoryMb, long? DiskMb, int? Gpus = null);
