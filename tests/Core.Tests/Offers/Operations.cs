using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;
using Operation = MesosOrleans.Protocol.V1.Offer.Types.Operation;
using Type = MesosOrleans.Protocol.V1.Offer.Types.Operation.Types.Type;

namespace MesosOrleans.Core.Tests.Offers;

/// <summary>Operations in short.</summary>
internal static class Operations
{
    public static Operation Reserve(ResourceSet resources, string? id = null) => WithId(id, new Operation
    {
        Type = Type.Reserve,
        Reserve = new Operation.Types.Reserve { Resources = { resources.ToProto() } },
    });

    public static Operation Unreserve(ResourceSet resources, string? id = null) => WithId(id, new Operation
    {
        Type = Type.Unreserve,
        Unreserve = new Operation.Types.Unreserve { Resources = { resources.ToProto() } },
    });

    public static Operation Create(ResourceSet volumes, string? id = null) => WithId(id, new Operation
    {
        Type = Type.Create,
        Create = new Operation.Types.Create { Volumes = { volumes.ToProto() } },
    });

    public static Operation Destroy(ResourceSet volumes, string? id = null) => WithId(id, new Operation
    {
        Type = Type.Destroy,
        Destroy = new Operation.Types.Destroy { Volumes = { volumes.ToProto() } },
    });

    public static Operation Grow(ResourceRecord volume, ResourceRecord addition, string? id = null) => WithId(id, new Operation
    {
        Type = Type.GrowVolume,
        GrowVolume = new Operation.Types.GrowVolume { Volume = volume.ToProto(), Addition = addition.ToProto() },
    });

    public static Operation Shrink(ResourceRecord volume, double subtract, string? id = null) => WithId(id, new Operation
    {
        Type = Type.ShrinkVolume,
        ShrinkVolume = new Operation.Types.ShrinkVolume
        {
            Volume = volume.ToProto(),
            Subtract = new Value.Types.Scalar { Value = subtract },
        },
    });

    public static Operation Launch(params TaskInfo[] tasks) => new()
    {
        Type = Type.Launch,
        Launch = new Operation.Types.Launch { TaskInfos = { tasks } },
    };

    public static TaskInfo Task(string id, ResourceSet resources) => new()
    {
        Name = id,
        TaskId = new TaskID { Value = id },
        AgentId = new AgentID { Value = "agent" },
        Resources = { resources.ToProto() },
        Command = new CommandInfo { Value = "true" },
    };

    private static Operation WithId(string? id, Operation operation)
    {
        if (id is not null)
        {
            operation.Id = new OperationID { Value = id };
        }

        return operation;
    }
}
