using MesosOrleans.Core.Allocation;
using MesosOrleans.Core.Allocation.Tree;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Tests.Allocation;

/// <content>What happens by chance, and how messages are taken.</content>
internal sealed partial class TreeWorld
{
    private static readonly ResourceSet OneTask = ResourceSet.Parse("cpus:1;mem:50");

    private void Act()
    {
        var framework = Pick(_frameworks);
        switch (_random.Next(20 + (Restarts ? 4 : 0) + (Changes ? 16 : 0)))
        {
            case < 6 when framework.Offers.Count > 0:
                Accept(framework, Pick(framework.Offers));
                break;
            case < 10 when framework.Offers.Count > 0:
                var declined = Pick(framework.Offers);
                framework.Offers.Remove(declined.Id);
                End(framework, declined.Role, new EndedOffer(declined.Id, framework.Id) { Refusal = TimeSpan.FromSeconds(2) });
                break;
            case < 14:
                var agent = Pick(_agents);
                if (agent.TryFinish(_random))
                {
                    Report(agent);
                }

                break;
            case < 16:
                framework.Revive();
                Tell(framework);
                break;
            case 16:
                _root.ChooseRescinds(Pick(_agents).Id, null);
                Carry();
                break;
            case < 20:
                break;
            case < 24 when Restarts:
                Restart(framework);
                break;
            default:
                Change(framework);
                break;
        }
    }

    private void Restart(TreeFrameworkModel framework)
    {
        switch (_random.Next(3))
        {
            case 0:
                StartRoot();
                break;
            case 1:
                StartRole(RoleNames[_random.Next(RoleNames.Length)]);
                break;
            default:
                // Its grain comes up anew: offers are not durable, and it knows only those that come from now on.
                framework.Forget();
                break;
        }
    }

    private void Change(TreeFrameworkModel framework)
    {
        switch (_random.Next(11))
        {
            case 0:
                AddAgent();
                break;
            case 1 when _agents.Count > 1:
                RemoveAgent(Pick(_agents));
                break;
            case 2:
                AddFramework(RoleNames[_random.Next(RoleNames.Length)]);
                break;
            case 3 when _frameworks.Count > 1:
                RemoveFramework(framework);
                break;
            case 4:
                FailOver(framework);
                break;
            case 5:
                var left = framework.SwitchRole(RoleNames[_random.Next(RoleNames.Length)]);
                Tell(framework, left);
                break;
            case 6:
                framework.ToggleSuppression();
                Tell(framework);
                break;
            case 7:
                ChangePolicy();
                break;
            case 8:
                AnswerInverse(framework);
                break;
            default:
                var agent = Pick(_agents);
                agent.Change(_random, _tick);
                Report(agent);
                break;
        }
    }

    private void AddAgent()
    {
        var agent = new TreeAgentModel($"a{_next++}");
        _agents.Add(agent.Id, agent);
        Report(agent);
    }

    private void RemoveAgent(TreeAgentModel agent)
    {
        _agents.Remove(agent.Id);
        Send(() => _root.RemoveAgent(agent.Id));
        foreach (var framework in _frameworks.Values)
        {
            foreach (var offer in framework.Offers.Values.Where(offer => offer.AgentId == agent.Id).ToList())
            {
                framework.TryRescind(offer.Id);
                End(framework, offer.Role, new EndedOffer(offer.Id, framework.Id));
            }
        }
    }

    private void AddFramework(string role)
    {
        var framework = new TreeFrameworkModel($"f{_next++}", role);
        _frameworks.Add(framework.Id, framework);
        Tell(framework);
    }

    private void RemoveFramework(TreeFrameworkModel framework)
    {
        _frameworks.Remove(framework.Id);
        var role = _roles[framework.Role];
        Return(role, role.RemoveFramework(framework.Id));
        var state = role.Report(whole: false) with { Removed = new Dictionary<string, long> { [framework.Id] = long.MaxValue } };
        Send(() => _root.Update(state, Now));
        foreach (var agent in _agents.Values.Where(agent => agent.Kill(framework.Id)))
        {
            Report(agent);
        }
    }

    // Its scheduler is gone, and another one takes over: offers go back, filters are void.
    private void FailOver(TreeFrameworkModel framework)
    {
        foreach (var offer in framework.Disconnect())
        {
            End(framework, offer.Role, new EndedOffer(offer.Id, framework.Id));
        }

        Tell(framework);
        if (_random.Next(2) == 0)
        {
            framework.Connect();
            Tell(framework);
        }
    }

    private void ChangePolicy()
    {
        var before = _policy;
        _policy = before.Next(_random);
        var isWeight = before.Weights != _policy.Weights;
        Send(() =>
        {
            if (_policyAtRoot < _policy.Version)
            {
                TakePolicy();
                _ = isWeight ? _root.RescindForWeights(["r", "s"]) : _root.RescindForUpdate(["r", "s"]);
            }
        });
    }

    private void AnswerInverse(TreeFrameworkModel framework)
    {
        if (framework.Inverse.Count > 0)
        {
            var agent = framework.Inverse.First();
            framework.Inverse.Remove(agent);
            Send(() => _root.AnswerInverseOffer(agent, framework.Id, InverseOfferResponse.Accept, null, Now));
        }
    }

    private void Accept(TreeFrameworkModel framework, OutOffer offer)
    {
        framework.Offers.Remove(offer.Id);
        if (!_agents.TryGetValue(offer.AgentId, out var agent))
        {
            End(framework, offer.Role, new EndedOffer(offer.Id, framework.Id));
            return;
        }

        var used = agent.TryLaunch(framework.Id, offer.Role, OneTask, offer);
        End(framework, offer.Role, new EndedOffer(offer.Id, framework.Id)
        {
            Used = used,
            LedgerEpoch = agent.Epoch,
            LedgerVersion = agent.Version,
        });
        Report(agent);
    }

    private void End(TreeFrameworkModel framework, string roleName, EndedOffer end)
    {
        framework.Ended.Add(end.OfferId);
        var role = _roles[roleName];
        if (role.TryEnd(end.OfferId, framework.Id))
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

    private void Return(RoleAllocation role, IReadOnlyList<OpenOffer> offers)
    {
        if (offers.Count > 0)
        {
            ReturnTo(role.RootEpoch, [.. offers.Select(offer => new EndedOffer(offer.OfferId, offer.FrameworkId))]);
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
            if (role.TryAdd(new OpenOffer(offer.Id, offer.FrameworkId, offer.AgentId, Now)))
            {
                Send(() => Deliver(offer));
            }
            else
            {
                ReturnTo(root.Epoch, [new EndedOffer(offer.Id, offer.FrameworkId)]);
            }
        }

        Send(() => root.Acknowledge(name, role.Epoch, batch, taken, Now));
    }

    private void Deliver(OutOffer offer)
    {
        if (_frameworks.TryGetValue(offer.FrameworkId, out var framework) && !framework.TryTake(offer))
        {
            End(framework, offer.Role, new EndedOffer(offer.Id, framework.Id));
        }
    }

    private void SendInverse(InverseOfferOut offer) => Send(() =>
    {
        if (!_frameworks.TryGetValue(offer.FrameworkId, out var framework))
        {
            return;
        }

        if (offer.Unavailability is { } unavailability)
        {
            framework.Inverse.Add(offer.AgentId);
            framework.Asked.Add((offer.AgentId, unavailability.Start.Nanoseconds));
        }
        else
        {
            framework.Inverse.Remove(offer.AgentId);
        }
    });

    private List<string> MakeVoid(RoleAllocation role, IEnumerable<OpenOffer> offers)
    {
        var gone = new List<string>();
        foreach (var offer in offers.ToList())
        {
            if (!_frameworks.TryGetValue(offer.FrameworkId, out var framework) || framework.TryRescind(offer.OfferId))
            {
                role.TryEnd(offer.OfferId, offer.FrameworkId);
                gone.Add(offer.OfferId);
            }
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

        foreach (var offer in effects.InverseOffers)
        {
            SendInverse(offer);
        }

        foreach (var role in effects.Probes)
        {
            SendBatch(role, _root.NextBatch(), []);
        }
    }

    private T Pick<T>(Dictionary<string, T> from) => from.ElementAt(_random.Next(from.Count)).Value;
}
