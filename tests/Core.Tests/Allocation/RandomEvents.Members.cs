using MesosOrleans.Core.Allocation;
using MesosOrleans.Core.Allocation.Cases;
using MesosOrleans.Core.Allocation.Constraints;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Tests.Allocation;

/// <content>Agents and frameworks that come, change, pause and go.</content>
internal sealed partial class RandomEvents
{
    private static readonly string[] Totals =
    [
        "cpus:4;mem:400", "cpus:2;mem:1024;disk:500;ports:[1000-1010]", "cpus:1;mem:100;cpus(a):2;mem(a):200",
        "cpus:8;mem:64;gpus:2", "cpus(a/b):1;mem(a/b):100;disk:50", "cpus:0.5;mem:33", "cpus(q1):1;cpus:3;mem:300",
        "cpus:3;mem:300;disk[MOUNT:/m1]:10;disk[MOUNT:/m2]:10;disk[PATH:/p]:30",
    ];

    private Task AddAgent()
    {
        var id = $"agent{_next++:D3}";
        var spec = new AgentSpec(id, Attributes(id), AgentCapabilities.All, Total());
        var used = new List<UsedResources>();
        if (_frameworks.Count > 0 && _random.Next(3) == 0 && spec.Total.Contains(OneTask))
        {
            // One that registers again, with a task of a framework that may be known.
            var (framework, roles) = _frameworks.ElementAt(_random.Next(_frameworks.Count));
            used.Add(new UsedResources(_random.Next(4) == 0 ? "unknown" : framework, Pick(roles), OneTask));
        }

        _agents.Add(id);
        _tasks.AddRange(used.Where(use => use.FrameworkId != "unknown")
            .Select(use => new AllocationOffer(use.FrameworkId, use.Role, id, use.Resources)));
        return Both($"agent {id} {spec.Total} {string.Join(' ', used)}", target => target.AddAgent(new CaseAgent(spec, used)));
    }

    private Task RemoveAgent()
    {
        var id = Pick(_agents);
        _agents.Remove(id);
        _offAgents.Remove(id);
        _held.RemoveAll(offer => offer.AgentId == id);
        _tasks.RemoveAll(task => task.AgentId == id);
        return Both($"rmagent {id}", target => target.RemoveAgent(id));
    }

    private Task AddFramework()
    {
        var spec = Spec($"framework{_next++:D3}");
        _frameworks.Add(spec.Id, [.. spec.Roles]);
        var isActive = _random.Next(5) > 0;
        if (!isActive)
        {
            _offFrameworks.Add(spec.Id);
        }

        return Both(
            $"fw {spec.Id} {string.Join(',', spec.Roles)} {spec.Capabilities} {isActive}",
            target => target.AddFramework(spec, isActive));
    }

    private Task RemoveFramework()
    {
        var id = Pick([.. _frameworks.Keys]);
        _frameworks.Remove(id);
        _offFrameworks.Remove(id);
        _held.RemoveAll(offer => offer.FrameworkId == id);
        _tasks.RemoveAll(task => task.FrameworkId == id);
        return Both($"rmfw {id}", target => target.RemoveFramework(id));
    }

    // What it holds in roles that it leaves stays in use.
    private Task ChangeFramework()
    {
        var spec = Spec(Pick([.. _frameworks.Keys]));
        if (_random.Next(2) == 0)
        {
            spec = spec with { SuppressedRoles = [Pick([.. spec.Roles])] };
        }

        _frameworks[spec.Id] = [.. spec.Roles];
        bool HasLeft(AllocationOffer offer) => offer.FrameworkId == spec.Id && !spec.Roles.Contains(offer.Role);
        _tasks.AddRange(_held.Where(HasLeft));
        _held.RemoveAll(HasLeft);
        return Both(
            $"update {spec.Id} {string.Join(',', spec.Roles)} {spec.Capabilities} without {string.Join(',', spec.SuppressedRoles)}",
            target => target.UpdateFramework(spec));
    }

    private Task Suppress()
    {
        var (id, roles) = _frameworks.ElementAt(_random.Next(_frameworks.Count));
        string[] some = _random.Next(3) == 0 ? [] : [Pick(roles)];
        return _random.Next(2) == 0
            ? Both($"suppress {id} {string.Join(',', some)}", target => target.Suppress(id, some))
            : Both($"revive {id} {string.Join(',', some)}", target => target.Revive(id, some));
    }

    private Task Maintain()
    {
        var id = Pick(_agents);
        return Both($"maint {id}", target => target.ScheduleMaintenance(id));
    }

    private Task AnswerInverse()
    {
        var (agent, framework) = (Pick(_agents), Pick([.. _frameworks.Keys]));
        var response = _random.Next(2) == 0 ? InverseOfferResponse.Accept : InverseOfferResponse.Decline;
        TimeSpan? refusal = _random.Next(2) == 0 ? null : TimeSpan.FromSeconds(3);
        return Both(
            $"answer {framework} {agent} {response} {refusal}",
            target => target.AnswerInverseOffer(framework, agent, response, refusal));
    }

    private Task ToggleAgent(string id)
    {
        var isOn = _offAgents.Remove(id) || !_offAgents.Add(id);
        return Both($"{(isOn ? "on" : "off")} {id}", target => target.SetAgentActive(id, isOn));
    }

    private Task ToggleFramework(string id)
    {
        var isOn = _offFrameworks.Remove(id) || !_offFrameworks.Add(id);
        return Both($"{(isOn ? "act" : "deact")} {id}", target => target.SetFrameworkActive(id, isOn));
    }

    // An agent whose resources are in use may shrink below that.
    private Task Resize()
    {
        var (id, total) = (Pick(_agents), Total());
        return Both($"total {id} {total}", target => target.UpdateAgent(id, null, total, null));
    }

    private Task ChangeAttributes()
    {
        var id = Pick(_agents);
        var attributes = Attributes(id);
        return Both($"attributes {id} {attributes.Region}", target => target.UpdateAgent(id, attributes, null, null));
    }

    private Task Whitelist()
    {
        string[]? hostnames = _isWhitelisted ? null : [.. _agents.Where(_ => _random.Next(3) > 0)];
        _isWhitelisted = !_isWhitelisted;
        return Both($"whitelist {string.Join(',', hostnames ?? ["all"])}", target => target.SetWhitelist(hostnames));
    }

    private ResourceSet Total() => ResourceSet.FromProto(CaseResources.Parse(Pick(Totals)));

    private AgentAttributes Attributes(string id)
    {
        var region = _random.Next(2) == 0 ? "region" : null;
        return new(id, region, region is null ? null : _random.Next(2) == 0 ? "zone" : "other zone", []);
    }

    private FrameworkSpec Spec(string id) => new(id, [.. Roles.Where(_ => _random.Next(3) == 0).DefaultIfEmpty(Pick(Roles))])
    {
        Capabilities = FrameworkCapabilities.MultiRole
            | (_random.Next(2) == 0 ? FrameworkCapabilities.ReservationRefinement : FrameworkCapabilities.None)
            | (_random.Next(2) == 0 ? FrameworkCapabilities.GpuResources : FrameworkCapabilities.None),
    };
}
