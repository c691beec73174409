using MesosOrleans.AgentNode.Containerizer;

namespace MesosOrleans.AgentNode.ApiContainers;

/// <content>Taking up the containers of an earlier process.</content>
internal sealed partial class ContainerRegistry
{
    /// <summary>Reads what an earlier process wrote down.</summary>
    /// <returns>The containerizer's ids of those that may still run.</returns>
    public IReadOnlyList<string> Load()
    {
        foreach (var container in _store.Read())
        {
            _containers[ContainerIds.Text(container.Id)] = container;
        }

        return [.. All.Where(container => !container.HasEnded).Select(container => container.InternalId)];
    }

    /// <summary>Follows what was found; what was not has ended unseen, and what was within nothing any more is forgotten.</summary>
    /// <param name="found">The containerizer's ids of all that it has taken up.</param>
    public void Resume(IReadOnlySet<string> found)
    {
        foreach (var container in All)
        {
            if (!container.IsStandalone && !HasRoot(container))
            {
                Forget(container);
            }
            else if (container.HasEnded)
            {
                continue;
            }
            else if (found.Contains(container.InternalId))
            {
                _ = FollowAsync(container);
            }
            else
            {
                var termination = new ContainerTermination { Message = "The container was not there when the agent came back" };
                _store.Save(container, termination);
                container.End(termination);
            }
        }
    }

    private bool HasRoot(ApiContainer container)
    {
        var root = ContainerIds.Root(container.Id).Value;
        return _containers.ContainsKey(root) || services.Ledger.Executors().Any(executor => executor.ContainerId == root);
    }
}
