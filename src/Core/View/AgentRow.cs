using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.View;

namespace MesosOrleans.Core.View;

/// <summary>
/// One agent of the copy of the read model. There may be tasks and offers of an agent that is not, or not yet, known.
/// </summary>
internal sealed class AgentRow
{
    private readonly Dictionary<string, Offer> _offers = new(StringComparer.Ordinal);
    private AgentView? _view;

    /// <summary>The agent as it is now; null while only others speak of it.</summary>
    public ViewAgent? Message { get; private set; }

    /// <summary>The shard that it is of.</summary>
    public int Shard { get; private set; }

    /// <summary>The reading of the shard that named it last.</summary>
    public int Reading { get; private set; }

    /// <summary>Counts of its tasks.</summary>
    public TaskTally Tally { get; } = new();

    /// <summary>True when nobody speaks of it.</summary>
    public bool IsEmpty => Message is null && _offers.Count == 0 && Tally.IsEmpty;

    /// <summary>Where it stands; null while it is not known.</summary>
    public ViewAgent.Types.Standing? Standing => Message?.Standing;

    public void Set(ViewAgent? message, int shard, int reading)
    {
        Message = message;
        Shard = shard;
        Reading = reading;
        _view = null;
    }

    public void AddOffer(Offer offer)
    {
        _offers[offer.Id.Value] = offer;
        _view = null;
    }

    public void RemoveOffer(string offerId)
    {
        _offers.Remove(offerId);
        _view = null;
    }

    public void AddTask(Protocol.V1.Task task)
    {
        Tally.Add(task.State, task.FrameworkId.Value);
        _view = null;
    }

    public void RemoveTask(Protocol.V1.Task task)
    {
        Tally.Remove(task.State, task.FrameworkId.Value);
        _view = null;
    }

    /// <summary>The agent at this moment; it must be known.</summary>
    public AgentView Freeze() => _view ??= new AgentView(Message!.Agent, [.. _offers.Values], Tally.Freeze());
}
