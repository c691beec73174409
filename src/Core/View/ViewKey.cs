using MesosOrleans.Protocol.View;

namespace MesosOrleans.Core.View;

/// <summary>What an entry of the read model is about.</summary>
/// <param name="Kind">Agent, framework or task.</param>
/// <param name="Id">Its id.</param>
/// <param name="FrameworkId">The framework of a task, else empty.</param>
internal readonly record struct ViewKey(ViewRemoval.Types.Kind Kind, string Id, string FrameworkId = "")
{
    public static ViewKey Of(ViewAgent agent) => new(ViewRemoval.Types.Kind.Agent, agent.Agent.AgentInfo.Id.Value);

    public static ViewKey Of(Protocol.V1.MasterApi.Response.Types.GetFrameworks.Types.Framework framework) =>
        new(ViewRemoval.Types.Kind.Framework, framework.FrameworkInfo.Id.Value);

    public static ViewKey Of(Protocol.V1.Task task) =>
        new(ViewRemoval.Types.Kind.Task, task.TaskId.Value, task.FrameworkId.Value);

    public static ViewKey Of(ViewRemoval removal) => new(removal.Kind, removal.Id, removal.FrameworkId);
}
