using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;
using static MesosOrleans.Protocol.V1.MasterApi.Response.Types;

namespace MesosOrleans.Core.View;

/// <summary>A framework at one moment, with its tasks and executors. Immutable.</summary>
public sealed class FrameworkView
{
    private readonly ResourceSet[] _used;
    private IReadOnlyList<Resource>? _allocated;
    private IReadOnlyList<Resource>? _offered;

    internal FrameworkView(GetFrameworks.Types.Framework? message, ResourceSet[] used)
    {
        Message = message!;
        _used = used;
    }

    /// <summary>What the framework says of itself, with its offers; sums of resources are not in it.</summary>
    public GetFrameworks.Types.Framework Message { get; }

    /// <summary>The framework's description.</summary>
    public FrameworkInfo FrameworkInfo => Message.FrameworkInfo;

    /// <summary>Whether it is offered resources.</summary>
    public bool Active => Message.Active;

    /// <summary>Whether its scheduler is connected.</summary>
    public bool Connected => Message.Connected;

    /// <summary>Offers that are out to it.</summary>
    public IReadOnlyList<Offer> Offers => Message.Offers;

    /// <summary>What its tasks and executors hold.</summary>
    public IReadOnlyList<Resource> AllocatedResources => _allocated ??= ResourceSet.Sum(_used).ToProto();

    /// <summary>What is offered to it.</summary>
    public IReadOnlyList<Resource> OfferedResources => _offered ??=
        ResourceSet.Sum(Message.Offers.Select(offer => ResourceSet.FromProto(offer.Resources))).ToProto();

    /// <summary>Tasks that have not ended.</summary>
    public required TaskCollection Tasks { get; init; }

    /// <summary>Tasks on agents that cannot be reached.</summary>
    public required TaskCollection UnreachableTasks { get; init; }

    /// <summary>Tasks that have ended, oldest first.</summary>
    public required TaskCollection CompletedTasks { get; init; }

    /// <summary>Counts of its tasks, and the ids of their agents.</summary>
    public required TaskCounts Counts { get; init; }

    /// <summary>Its executors, each with the id of its agent; not those of command tasks.</summary>
    public required IReadOnlyList<(string AgentId, ExecutorInfo Executor)> Executors { get; init; }

    /// <summary>A new message with all of it, sums of resources in endpoint format (http-api.md 3.2).</summary>
    public GetFrameworks.Types.Framework ToMessage()
    {
        var framework = Bare();
        if (Message.UnregisteredTime is not null)
        {
            framework.UnregisteredTime = Message.UnregisteredTime;
        }

        framework.Offers.Add(Message.Offers);
        framework.InverseOffers.Add(Message.InverseOffers);
        framework.AllocatedResources.Add(AllocatedResources.Select(EndpointFormat.Of));
        framework.OfferedResources.Add(OfferedResources.Select(EndpointFormat.Of));
        framework.OfferConstraints = Message.OfferConstraints ?? new Protocol.V1.SchedulerApi.OfferConstraints();
        return framework;
    }

    /// <summary>The framework as events show it: no offers, resources and constraints, all times (http-api.md 9.1).</summary>
    internal static GetFrameworks.Types.Framework ForEvents(GetFrameworks.Types.Framework message)
    {
        var framework = Bare(message);
        framework.RegisteredTime ??= new TimeInfo { Nanoseconds = 0 };
        framework.ReregisteredTime ??= new TimeInfo { Nanoseconds = 0 };
        framework.UnregisteredTime = message.UnregisteredTime ?? new TimeInfo { Nanoseconds = 0 };
        return framework;
    }

    private GetFrameworks.Types.Framework Bare() => Bare(Message);

    private static GetFrameworks.Types.Framework Bare(GetFrameworks.Types.Framework message) => new()
    {
        FrameworkInfo = message.FrameworkInfo,
        Active = message.Active,
        Connected = message.Connected,
        Recovered = message.Recovered,
        RegisteredTime = message.RegisteredTime,
        ReregisteredTime = message.ReregisteredTime,
    };
}
