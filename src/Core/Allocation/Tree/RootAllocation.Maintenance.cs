namespace MesosOrleans.Core.Allocation.Tree;

/// <content>Inverse offers.</content>
public sealed partial class RootAllocation
{
    /// <summary>Takes a framework's answer to an inverse offer; null when it lost the inverse offer without one.</summary>
    public void AnswerInverseOffer(
        string agentId, string frameworkId, InverseOfferResponse? response, TimeSpan? refusal, DateTimeOffset now)
    {
        if (_frameworks.TryGetValue(frameworkId, out var framework))
        {
            framework.InverseOffers.Remove(agentId);
        }

        _allocator.UpdateInverseOffer(agentId, frameworkId, response, refusal, now);
        if (response is not null && _agents.TryGetValue(agentId, out var agent))
        {
            agent.AnsweredAt[frameworkId] = now;
        }
    }

    /// <summary>Answers since each agent's unavailability was planned, with the time at which each came.</summary>
    public IEnumerable<InverseOfferTold> InverseOfferReplies() => _agents.SelectMany(agent =>
        _allocator.InverseOfferResponses(agent.Key).Select(answer => new InverseOfferTold(
            agent.Key, agent.Value.Snapshot.Info.Hostname, agent.Value.Snapshot.Ip, answer.Key, answer.Value,
            agent.Value.AnsweredAt.GetValueOrDefault(answer.Key))));

    private List<InverseOfferOut> TakeInverse(IReadOnlyList<InverseOfferRequest> requests, DateTimeOffset now)
    {
        var made = new List<InverseOfferOut>(requests.Count);
        foreach (var request in requests)
        {
            var framework = _frameworks[request.FrameworkId];
            var agent = _agents[request.AgentId];
            var id = _names.Take();
            framework.InverseOffers[request.AgentId] = (id, now);
            made.Add(new InverseOfferOut(
                id, RoleToward(framework), request.FrameworkId, request.AgentId, agent.Snapshot.Unavailability));
        }

        return made;
    }

    private static string RoleToward(FrameworkEntry framework) =>
        FrameworkSpecReader.RolesOf(framework.Demand.Framework).FirstOrDefault(Core.Roles.RoleName.Default);

    private void EndInverseOffers(string agentId)
    {
        foreach (var (id, framework) in _frameworks)
        {
            if (framework.InverseOffers.Remove(agentId, out var offer))
            {
                _inverseEnds.Add(new InverseOfferOut(offer.Id, RoleToward(framework), id, agentId, null));
            }
        }
    }

    /// <summary>One that did not reach its framework, or was forgotten by it, may be made again.</summary>
    private void EndLostInverseOffers(FrameworkEntry framework, DemandState demand, DateTimeOffset now)
    {
        if (framework.InverseOffers.Count == 0)
        {
            return;
        }

        var lost = framework.InverseOffers
            .Where(offer => offer.Value.MadeAt < now - _options.HeartbeatInterval && !demand.InverseOffers.Contains(offer.Key))
            .Select(offer => offer.Key).ToList();
        foreach (var agent in lost)
        {
            AnswerInverseOffer(agent, demand.Id, null, null, now);
            RequestRun(agent);
        }
    }
}
