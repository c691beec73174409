using MesosOrleans.Core.Allocation.Tree;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Tests.Allocation;

/// <summary>A framework's grain, as far as the allocator is concerned.</summary>
internal sealed class TreeFrameworkModel(string id, string role)
{
    private readonly Dictionary<string, long> _revives = [];
    private long _sequence = 1;
    private long _session = 1;
    private bool _isSuppressed;

    public string Id => id;

    public string Role { get; private set; } = role;

    public bool IsConnected { get; private set; } = true;

    public Dictionary<string, OutOffer> Offers { get; } = [];

    public HashSet<string> Ended { get; } = [];

    /// <summary>Agents of which it has an unanswered inverse offer.</summary>
    public HashSet<string> Inverse { get; } = [];

    /// <summary>Agents, and the times from which they are away, that it has ever been asked to give back.</summary>
    public HashSet<(string Agent, long From)> Asked { get; } = [];

    public void Revive()
    {
        _sequence++;
        _revives[Role] = _revives.GetValueOrDefault(Role) + 1;
    }

    public void ToggleSuppression()
    {
        _sequence++;
        _isSuppressed = !_isSuppressed;
    }

    /// <summary>Leaves its role for another; returns the one it left.</summary>
    public string SwitchRole(string other)
    {
        var left = Role;
        _sequence++;
        Role = other;
        return left;
    }

    /// <summary>Its scheduler is gone; returns the offers that it had.</summary>
    public List<OutOffer> Disconnect()
    {
        var dropped = Offers.Values.ToList();
        Offers.Clear();
        _sequence++;
        _session++;
        IsConnected = false;
        return dropped;
    }

    public void Connect()
    {
        _sequence++;
        IsConnected = true;
    }

    /// <summary>Takes an offer that arrives; false when it cannot have it.</summary>
    public bool TryTake(OutOffer offer)
    {
        if (!IsConnected || offer.Role != Role)
        {
            return Ended.Contains(offer.Id);
        }

        if (!Ended.Contains(offer.Id))
        {
            Offers.TryAdd(offer.Id, offer);
        }

        return true;
    }

    public bool TryRescind(string offerId)
    {
        var isEnding = Ended.Contains(offerId) && !Offers.ContainsKey(offerId);
        Ended.Add(offerId);
        Offers.Remove(offerId);
        return !isEnding;
    }

    /// <summary>A new root tells of itself: offers of former ones are void.</summary>
    public void ForgetOlderThan(long rootEpoch)
    {
        foreach (var offer in Offers.Values.Where(offer => EpochOf(offer) < rootEpoch).ToList())
        {
            TryRescind(offer.Id);
        }
    }

    public void Forget()
    {
        Offers.Clear();
        Inverse.Clear();
    }

    public DemandState Demand() => new(Info(), _sequence)
    {
        Active = IsConnected,
        Session = _session,
        Suppressed = _isSuppressed ? [Role] : [],
        Revives = new Dictionary<string, long>(_revives),
        InverseOffers = [.. Inverse.Order()],
    };

    // Names of offers begin with the life of the root that made them.
    private static long EpochOf(OutOffer offer) =>
        long.Parse(offer.Id["root".Length..offer.Id.IndexOf('-')], System.Globalization.CultureInfo.InvariantCulture);

    private FrameworkInfo Info() => new()
    {
        Id = new FrameworkID { Value = id },
        Name = id,
        User = "root",
        Roles = { Role },
        Capabilities =
        {
            new FrameworkInfo.Types.Capability { Type = FrameworkInfo.Types.Capability.Types.Type.MultiRole },
        },
    };
}
