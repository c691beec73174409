namespace MesosOrleans.AgentNode.Recovery;

/// <summary>What a record of a checkpoint file holds. The numbers are the file format: never reuse one.</summary>
public enum CheckpointRecordKind : byte
{
    None = 0,

    /// <summary>A whole AgentLink.StatusUpdate.</summary>
    Update = 1,

    /// <summary>The uuid of the update that has been acknowledged.</summary>
    Acknowledgement = 2,

    /// <summary>The task is to be killed: grace in milliseconds, 8 bytes little endian, then the cause, one byte.</summary>
    Kill = 3,

    AgentInfo = 4,
    FrameworkInfo = 5,
    ExecutorInfo = 6,
    TaskInfo = 7,

    /// <summary>Id of the task's own container, UTF-8.</summary>
    ContainerId = 8,

    /// <summary>Id of the task group, UTF-8; absent for a command task.</summary>
    GroupId = 9,

    /// <summary>The user the task runs as, UTF-8; absent for the node's own.</summary>
    User = 10,

    /// <summary>A whole AgentLink.CheckpointResources.</summary>
    Resources = 11,

    /// <summary>Directory of a volume that was bound into an executor's container when it began, UTF-8.</summary>
    BoundVolume = 12,

    /// <summary>A whole DrainConfig.</summary>
    DrainConfig = 20,

    /// <summary>When the drain began: milliseconds since 1970, 8 bytes little endian.</summary>
    DrainSince = 21,

    /// <summary>A whole ContainerID, as a caller of the operator API chose it.</summary>
    ApiContainerId = 13,

    /// <summary>Path of a sandbox, UTF-8.</summary>
    Sandbox = 14,

    /// <summary>How a container ended: a status as wait(2) gives it, 4 bytes little endian.</summary>
    Termination = 15,
}
