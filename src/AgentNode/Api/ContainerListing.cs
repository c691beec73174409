using MesosOrleans.AgentNode.ApiContainers;
using MesosOrleans.AgentNode.Executors;
using MesosOrleans.Protocol.V1;
using Entry = MesosOrleans.Protocol.V1.AgentApi.Response.Types.GetContainers.Types.Container;

namespace MesosOrleans.AgentNode.Api;

/// <summary>The containers of this node, with what they use. Facts: http-api.md 10, legacy-endpoints.md 4.</summary>
internal sealed class ContainerListing(NodeView view)
{
    /// <summary>The containers of executors; of command tasks, their own.</summary>
    public async Task<IReadOnlyList<(Entry Entry, string Source)>> OfExecutorsAsync(CancellationToken cancellationToken)
    {
        var all = new List<(Entry, string)>();
        var tasks = view.Ledger.Tasks();
        foreach (var run in view.Ledger.Executors())
        {
            var task = tasks.FirstOrDefault(item => item.Executor == run && !item.State.IsTerminal());
            if (task is null && !run.IsAlive)
            {
                continue;
            }

            var entry = await DescribeAsync(run.ContainerId, null, run.Pid ?? (run.IsGenerated ? task?.Pid : null), cancellationToken);
            Name(entry, run, task);
            all.Add((entry, run.Info?.Source ?? run.ExecutorId));
        }

        return all;
    }

    /// <summary>Containers within others: of the tasks of groups, and those that calls have launched.</summary>
    public async Task<IReadOnlyList<Entry>> NestedAsync(CancellationToken cancellationToken)
    {
        var all = new List<Entry>();
        foreach (var task in view.Ledger.Tasks().Where(run => run.GroupId is not null && !run.State.IsTerminal()))
        {
            var parent = new ContainerID { Value = task.Executor.ContainerId };
            var entry = await DescribeAsync(task.ContainerId, parent, task.Pid, cancellationToken);
            Name(entry, task.Executor, task);
            all.Add(entry);
        }

        foreach (var container in view.Containers.All.Where(item => !item.IsStandalone && !item.HasEnded))
        {
            var entry = await DescribeAsync(container, cancellationToken);
            var root = ContainerIds.Root(container.Id).Value;
            if (view.Ledger.Executors().FirstOrDefault(run => run.ContainerId == root) is { } executor)
            {
                Name(entry, executor, view.Ledger.Tasks().FirstOrDefault(task => task.Executor == executor));
            }

            all.Add(entry);
        }

        return all;
    }

    /// <summary>Containers that are neither a task's nor an executor's.</summary>
    public async Task<IReadOnlyList<Entry>> StandaloneAsync(CancellationToken cancellationToken)
    {
        var all = new List<Entry>();
        foreach (var container in view.Containers.All.Where(item => item.IsStandalone && !item.HasEnded))
        {
            all.Add(await DescribeAsync(container, cancellationToken));
        }

        return all;
    }

    private static void Name(Entry entry, ExecutorRun run, TaskRun? task)
    {
        entry.FrameworkId = new FrameworkID { Value = run.FrameworkId };
        entry.ExecutorId = new ExecutorID { Value = run.ExecutorId };
        entry.ExecutorName = ExecutorJson.NameOf(run, task);
    }

    private async Task<Entry> DescribeAsync(ApiContainer container, CancellationToken cancellationToken)
    {
        var entry = await DescribeAsync(container.InternalId, container.Id.Parent, container.Pid, cancellationToken);
        entry.ContainerId.Value = container.Id.Value;
        entry.ContainerStatus.ContainerId = container.Id;
        return entry;
    }

    private async Task<Entry> DescribeAsync(string containerId, ContainerID? parent, int? pid, CancellationToken cancellationToken)
    {
        var status = new ContainerStatus { ContainerId = new ContainerID { Value = containerId, Parent = parent } };
        if (pid is { } known)
        {
            status.ExecutorPid = (uint)known;
        }

        return new Entry
        {
            ContainerId = new ContainerID { Value = containerId },
            ContainerStatus = status,
            ResourceStatistics = await view.Containerizer.UsageAsync(containerId, cancellationToken),
        };
    }
}
