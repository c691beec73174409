using MesosOrleans.Core.Allocation;
using MesosOrleans.Core.Allocation.Tree;
using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Tests.Allocation;

/// <summary>
/// The allocator's levels and what they talk to, in one thread under a seed: messages are lost, late, doubled, out of
/// order; the root and roles start anew at any point.
/// </summary>
internal sealed class TreeWorld
{
    private const string Total = "cpus:8;mem:800";
    private static readonly string[] RoleNames = ["r", "s"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly Random _random;
    private readonly List<(int At, Action Deliver)> _network = [];
    private readonly Dictionary<string, AgentModel> _agents = [];
    private readonly Dictionary<string, FrameworkModel> _frameworks = [];
    private readonly Dictionary<string, RoleAllocation> _roles = [];
    private RootAllocation _root = null!;
    private long _epoch;
    private int _tick;

    public TreeWorld(int seed)
    {
        _random = new Random(seed);
        StartRoot();
        foreach (var role in RoleNames)
        {
            StartRole(role);
        }

        for (var i = 0; i < 3; i++)
        {
            _agents.Add($"a{i}", new AgentModel());
            _frameworks.Add($"f{i}", new FrameworkModel(RoleNames[i % 2]));
        }
    }

    /// <summary>True while messages may be lost or doubled and tasks come and go.</summary>
    public bool IsStormy { get; set; } = true;

    /// <summary>True when the levels may start anew.</summary>
    public bool Restarts { get; set; }

    private DateTimeOffset Now => DateTimeOffset.UnixEpoch.AddSeconds(_tick);

    public void Step()
    {
        _tick++;
        foreach (var (_, deliver) in Due())
        {
            deliver();
            Carry();
            _root.CheckInvariants();
        }

        if (IsStormy)
        {
            Act();
        }

        if (_tick % 3 == 0)
        {
            Heartbeat();
        }

        Cycle(_tick % 2 == 0);
        _root.CheckInvariants();
        CheckFrameworks();
    }

    /// <summary>When all is quiet, everybody knows the same, and nothing has leaked.</summary>
    public void CheckQuiet()
    {
        var atFrameworks = _frameworks.Values.SelectMany(framework => framework.Offers.Keys).Order().ToList();
        Assert.Equal(atFrameworks, _root.Offers.Select(offer => offer.Id).Order());
        Assert.Equal(atFrameworks, _roles.Values.SelectMany(role => role.Offers).Select(offer => offer.OfferId).Order());
        foreach (var (id, agent) in _agents)
        {
            var offered = ResourceSet.Sum(_root.Offers.Where(offer => offer.AgentId == id).Select(offer => offer.Resources));
            Assert.Equal(ResourceSet.Parse(Total), _root.Allocator.AvailableOf(id) + offered + agent.Used);
        }
    }

    // An offer of the present root is with one framework, and two of them never overlap while nobody starts anew.
    private void CheckFrameworks()
    {
        foreach (var id in _agents.Keys.Where(_ => !Restarts))
        {
            var offered = ResourceSet.Sum(_frameworks.Values.SelectMany(framework => framework.Offers.Values)
                .Where(offer => offer.AgentId == id).Select(offer => offer.Resources));
            Assert.True(ResourceSet.Parse(Total).Contains(offered), $"{offered} of {id} is offered");
        }
    }

    private List<(int At, Action Deliver)> Due()
    {
        var due = _network.Where(message => message.At <= _tick).ToArray();
        _network.RemoveAll(message => message.At <= _tick);
        _random.Shuffle(due);
        return [.. due];
    }

    private void Send(Action deliver)
    {
        if (IsStormy && _random.Next(5) == 0)
        {
            return;
        }

        _network.Add((_tick + 1 + (IsStormy ? _random.Next(3) : 0), deliver));
        if (IsStormy && _random.Next(6) == 0)
        {
            _network.Add((_tick + 1 + _random.Next(3), deliver));
        }
    }

    private void StartRoot()
    {
        var names = new OfferNames($"root{++_epoch}");
        names.Add(0, long.MaxValue / 2);
        _root = new RootAllocation(
            _epoch, new RootOptions { HeartbeatInterval = Patience, SilenceMax = TimeSpan.FromDays(1) }, _random, names);
    }

    private void StartRole(string role) => _roles[role] = new RoleAllocation(role, ++_epoch);

    private void Act()
    {
        var framework = Pick(_frameworks);
        switch (_random.Next(Restarts ? 24 : 20))
        {
            case < 6 when framework.Value.Offers.Count > 0:
                Accept(framework.Key, framework.Value, Pick(framework.Value.Offers).Value);
                break;
            case < 10 when framework.Value.Offers.Count > 0:
                var declined = Pick(framework.Value.Offers).Value;
                framework.Value.Offers.Remove(declined.Id);
                End(framework.Key, framework.Value, new EndedOffer(declined.Id, framework.Key) { Refusal = TimeSpan.FromSeconds(2) });
                break;
            case < 14:
                var (id, agent) = Pick(_agents);
                if (agent.TryFinish(_random))
                {
                    Report(id, agent);
                }

                break;
            case < 16:
                framework.Value.Sequence++;
                framework.Value.Revives++;
                Tell(framework.Key, framework.Value);
                break;
            case 16:
                _root.ChooseRescinds(Pick(_agents).Key, null);
                Carry();
                break;
            case 20:
                StartRoot();
                break;
            case 21:
                StartRole(RoleNames[_random.Next(2)]);
                break;
            default:
                break;
        }
    }

    private void Accept(string id, FrameworkModel framework, OutOffer offer)
    {
        framework.Offers.Remove(offer.Id);
        var agent = _agents[offer.AgentId];
        var used = agent.TryLaunch(id, framework.Role, ResourceSet.Parse("cpus:1;mem:50"), offer);
        Report(offer.AgentId, agent);
        End(id, framework, new EndedOffer(offer.Id, id) { Used = used, LedgerEpoch = 1, LedgerVersion = agent.Version });
    }

    private void End(string id, FrameworkModel framework, EndedOffer end)
    {
        framework.Ended.Add(end.OfferId);
        var role = _roles[framework.Role];
        if (role.TryEnd(end.OfferId, id))
        {
            ReturnTo(role.RootEpoch, [end]);
        }
    }

    private void ReturnTo(long rootEpoch, IReadOnlyList<EndedOffer> ends) => Send(() =>
    {
        if (_root.Epoch == rootEpoch)
        {
            _root.EndOffers(ends, Now);
        }
    });

    private void Report(string id, AgentModel agent)
    {
        var snapshot = agent.Snapshot(id, Total);
        Send(() => _root.Update(snapshot, Now));
    }

    private void Tell(string id, FrameworkModel framework)
    {
        var role = _roles[framework.Role];
        var demand = new DemandState(framework.Info(id), framework.Sequence)
        {
            Revives = new Dictionary<string, long> { [framework.Role] = framework.Revives },
        };
        var outcome = role.SetDemand(demand, [.. framework.Offers.Keys], Patience, Now);
        foreach (var offer in outcome.Void)
        {
            framework.TryRescind(offer);
        }

        Return(role, outcome.Lost);
        if (outcome.IsNews)
        {
            var state = role.Report(whole: false) with { Demands = [demand] };
            Send(() => _root.Update(state, Now));
        }
    }

    private void Return(RoleAllocation role, IReadOnlyList<OpenOffer> offers)
    {
        if (offers.Count > 0)
        {
            ReturnTo(role.RootEpoch, [.. offers.Select(offer => new EndedOffer(offer.OfferId, offer.FrameworkId))]);
        }
    }

    private void Heartbeat()
    {
        foreach (var (id, agent) in _agents)
        {
            Report(id, agent);
        }

        foreach (var (id, framework) in _frameworks)
        {
            Tell(id, framework);
        }

        foreach (var role in _roles.Values)
        {
            var state = role.Report(whole: true);
            Send(() => _root.Update(state, Now));
        }

        _root.Heal(Now);
        Carry();
    }

    private void Cycle(bool periodic)
    {
        if (!periodic && !_root.IsRunRequested)
        {
            return;
        }

        var run = _root.Run(Now, periodic);
        foreach (var group in run.Offers.GroupBy(offer => offer.Role))
        {
            SendBatch(group.Key, run.Batch, [.. group]);
        }
    }

    private void SendBatch(string role, long batch, IReadOnlyList<OutOffer> offers)
    {
        var root = _root;
        root.Doubt(role);
        Send(() => Take(root, role, batch, offers));
    }

    private void Take(RootAllocation root, string name, long batch, IReadOnlyList<OutOffer> offers)
    {
        var role = _roles[name];
        var taken = role.TryBegin(root.Epoch, batch, out var forgotten);
        MakeVoid(role, forgotten);
        foreach (var offer in taken ? offers : [])
        {
            var framework = _frameworks[offer.FrameworkId];
            if (role.TryAdd(new OpenOffer(offer.Id, offer.FrameworkId, offer.AgentId, Now)))
            {
                Send(() => framework.Take(offer));
            }
            else
            {
                ReturnTo(root.Epoch, [new EndedOffer(offer.Id, offer.FrameworkId)]);
            }
        }

        Send(() => root.Acknowledge(name, role.Epoch, batch, taken, Now));
    }

    private List<string> MakeVoid(RoleAllocation role, IEnumerable<OpenOffer> offers)
    {
        var gone = new List<string>();
        foreach (var offer in offers.Where(offer => _frameworks[offer.FrameworkId].TryRescind(offer.OfferId)).ToList())
        {
            role.TryEnd(offer.OfferId, offer.FrameworkId);
            gone.Add(offer.OfferId);
        }

        return gone;
    }

    private void Carry()
    {
        var effects = _root.TakeEffects();
        var root = _root;
        foreach (var (name, ids) in effects.Rescinds)
        {
            Send(() =>
            {
                var role = _roles[name];
                var gone = MakeVoid(role, ids.Select(role.Find).OfType<OpenOffer>());
                Send(() => root.Rescinded(gone, Now));
            });
        }

        foreach (var role in effects.Probes)
        {
            SendBatch(role, _root.NextBatch(), []);
        }
    }

    private KeyValuePair<string, T> Pick<T>(Dictionary<string, T> from) => from.ElementAt(_random.Next(from.Count));

    private sealed class AgentModel
    {
        private readonly List<(string Framework, string Role, ResourceSet Resources)> _tasks = [];
        private readonly Queue<string> _ended = new();

        public long Version { get; private set; } = 1;

        public ResourceSet Used => ResourceSet.Sum(_tasks.Select(task => task.Resources));

        public ResourceSet TryLaunch(string framework, string role, ResourceSet wanted, OutOffer offer)
        {
            _ended.Enqueue(offer.Id);
            Version++;
            if (!offer.Resources.Contains(wanted) || !(ResourceSet.Parse(Total) - Used).Contains(wanted))
            {
                return ResourceSet.Empty;
            }

            _tasks.Add((framework, role, wanted));
            return wanted;
        }

        public bool TryFinish(Random random)
        {
            if (_tasks.Count == 0)
            {
                return false;
            }

            _tasks.RemoveAt(random.Next(_tasks.Count));
            Version++;
            return true;
        }

        public AgentSnapshot Snapshot(string id, string total) => new()
        {
            Info = new AgentInfo { Id = new AgentID { Value = id }, Hostname = id },
            Epoch = 1,
            Version = Version,
            Total = ResourceSet.Parse(total),
            Uses =
            [
                .. _tasks.GroupBy(task => (task.Framework, task.Role)).Select(group => new UsedResources(
                    group.Key.Framework, group.Key.Role, ResourceSet.Sum(group.Select(task => task.Resources)))),
            ],
            Active = true,
            EndedOffers = [.. _ended.TakeLast(16)],
        };
    }

    private sealed class FrameworkModel(string role)
    {
        public string Role => role;

        public long Sequence { get; set; } = 1;

        public long Revives { get; set; }

        public Dictionary<string, OutOffer> Offers { get; } = [];

        public HashSet<string> Ended { get; } = [];

        public void Take(OutOffer offer)
        {
            if (!Ended.Contains(offer.Id))
            {
                Offers.TryAdd(offer.Id, offer);
            }
        }

        public bool TryRescind(string offerId)
        {
            var isEnding = Ended.Contains(offerId) && !Offers.ContainsKey(offerId);
            Ended.Add(offerId);
            Offers.Remove(offerId);
            return !isEnding;
        }

        public FrameworkInfo Info(string id) => new()
        {
            Id = new FrameworkID { Value = id },
            Name = id,
            User = "root",
            Roles = { role },
            Capabilities =
            {
                new FrameworkInfo.Types.Capability { Type = FrameworkInfo.Types.Capability.Types.Type.MultiRole },
            },
        };
    }
}
