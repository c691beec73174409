using Google.Protobuf;
using MesosOrleans.Core.Tasks;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.View;
using static MesosOrleans.Protocol.V1.MasterApi.Response.Types;

namespace MesosOrleans.Core.Tests.View;

/// <summary>Messages of the read model.</summary>
internal static class ViewSamples
{
    public static ViewAgent Agent(
        string id,
        ViewAgent.Types.Standing standing = ViewAgent.Types.Standing.Registered,
        params (string Framework, double Cpus)[] uses)
    {
        var agent = new ViewAgent
        {
            Standing = standing,
            Agent = new GetAgents.Types.Agent
            {
                AgentInfo = new AgentInfo { Id = new AgentID { Value = id }, Hostname = id },
                Active = true,
                Version = "1",
                Pid = "slave(1)@127.0.0.1:5051",
                TotalResources = { Cpus(8, null) },
            },
        };
        agent.Uses.Add(uses.Select(use => new ViewUse { FrameworkId = use.Framework, Resources = { Cpus(use.Cpus, "r") } }));
        return agent;
    }

    public static GetFrameworks.Types.Framework Framework(
        string id, long registered = 1, bool completed = false, params (string Offer, string Agent)[] offers)
    {
        var framework = new GetFrameworks.Types.Framework
        {
            FrameworkInfo = new FrameworkInfo { Id = new FrameworkID { Value = id }, Name = id, User = "u" },
            Active = !completed,
            Connected = !completed,
            Recovered = false,
            RegisteredTime = new TimeInfo { Nanoseconds = 1 },
            ReregisteredTime = new TimeInfo { Nanoseconds = registered },
        };
        if (completed)
        {
            framework.UnregisteredTime = new TimeInfo { Nanoseconds = 1 + registered };
        }

        framework.Offers.Add(offers.Select(offer => new Offer
        {
            Id = new OfferID { Value = offer.Offer },
            AgentId = new AgentID { Value = offer.Agent },
            FrameworkId = new FrameworkID { Value = id },
            Hostname = offer.Agent,
            Resources = { Cpus(1, "r") },
        }));
        return framework;
    }

    public static Protocol.V1.Task Launched(string frameworkId, string id, string agentId) => TaskLifecycle.Staged(
        new TaskInfo
        {
            TaskId = new TaskID { Value = id },
            Name = id,
            AgentId = new AgentID { Value = agentId },
            Resources = { Cpus(1, "r") },
        },
        new FrameworkInfo { Id = new FrameworkID { Value = frameworkId }, Name = frameworkId, User = "u" });

    public static Protocol.V1.Task With(
        this Protocol.V1.Task task, TaskState state, int number, TaskStatus.Types.Reason? reason = null)
    {
        var status = new TaskStatus
        {
            TaskId = task.TaskId,
            State = state,
            Uuid = ByteString.CopyFrom(BitConverter.GetBytes((long)number).Concat(new byte[8]).ToArray()),
            Timestamp = number,
        };
        if (reason is { } given)
        {
            status.Reason = given;
        }

        return TaskLifecycle.Apply(task, status) ?? task;
    }

    private static Resource Cpus(double value, string? role)
    {
        var resource = new Resource
        {
            Name = "cpus",
            Type = Value.Types.Type.Scalar,
            Scalar = new Value.Types.Scalar { Value = value },
        };
        if (role is not null)
        {
            resource.AllocationInfo = new Resource.Types.AllocationInfo { Role = role };
        }

        return resource;
    }
}
