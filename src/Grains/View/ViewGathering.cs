using MesosOrleans.Grains.Interfaces;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Grains.Interfaces.Cluster;
using MesosOrleans.Grains.Interfaces.Frameworks;
using MesosOrleans.Grains.Interfaces.Tasks;
using MesosOrleans.Grains.Interfaces.View;
using MesosOrleans.Protocol.View;
using Microsoft.Extensions.Logging;
using static MesosOrleans.Protocol.V1.MasterApi.Response.Types;

namespace MesosOrleans.Grains.View;

/// <summary>
/// How a shard that comes up asks all owners: agents and frameworks of the directory, tasks through their frameworks'
/// agents. Whoever does not answer is asked again, for as long as it takes or the shard lives.
/// </summary>
internal sealed partial class ViewGathering(IGrainFactory grains, int shard, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>Asks them all.</summary>
    public async Task Run(
        Action<ViewAgent> takeAgent,
        Action<GetFrameworks.Types.Framework> takeFramework,
        Action<Protocol.V1.Task> takeTask,
        Task ending)
    {
        var agents = (await Ids(DirectoryKey.Agents, ending)).Union(await Ids(DirectoryKey.UnreachableAgents, ending));
        await Each([.. agents], ending, async id =>
        {
            if (await grains.GetGrain<IAgentGrain>(id).Describe() is { } agent)
            {
                takeAgent(agent);
            }
        });
        await Each(await Ids(DirectoryKey.Frameworks, ending), ending, async id =>
        {
            var report = await grains.GetGrain<IFrameworkGrain>(id).Describe();
            if (report.Framework is not null)
            {
                takeFramework(report.Framework);
                await Tasks(id, report, takeTask);
            }
        });
    }

    private async Task Tasks(string frameworkId, FrameworkReport report, Action<Protocol.V1.Task> takeTask)
    {
        var ids = new List<string>(report.CompletedTaskIds);
        foreach (var some in report.AgentIds.Chunk(Limits.FanOutMax))
        {
            var statuses = await Task.WhenAll(some.Select(id => grains.GetGrain<IAgentGrain>(id).TasksOf(frameworkId)));
            ids.AddRange(statuses.SelectMany(status => status).Select(status => status.TaskId.Value));
        }

        foreach (var some in ids.Distinct(StringComparer.Ordinal).Chunk(Limits.FanOutMax))
        {
            var records = await Task.WhenAll(some.Select(id => grains.Find<ITaskGrain>(TaskKey.Of(frameworkId, id)).Get()));
            foreach (var record in records.OfType<Protocol.V1.Task>())
            {
                takeTask(record);
            }
        }
    }

    private async Task<IReadOnlyList<string>> Ids(string kind, Task ending)
    {
        var ids = new List<string>();
        await Each([.. DirectoryKey.All(kind)], ending, async key =>
            ids.AddRange(await grains.GetGrain<IDirectoryGrain>(key).List()));
        return [.. ids.Where(id => ViewShards.Of(id) == shard)];
    }

    private async Task Each(IReadOnlyList<string> ids, Task ending, Func<string, Task> ask)
    {
        while (ids.Count > 0 && !ending.IsCompleted)
        {
            var failed = new List<string>();
            foreach (var some in ids.Chunk(Limits.FanOutMax))
            {
                await Task.WhenAll(some.Select(id => Try(id, ask, failed)));
            }

            ids = failed;
            if (failed.Count > 0)
            {
                await Task.WhenAny(ending, Task.Delay(RetryDelay, time));
            }
        }
    }

    private async Task Try(string id, Func<string, Task> ask, List<string> failed)
    {
        try
        {
            await ask(id);
        }
        catch (Exception exception)
        {
            LogSilent(exception, shard, id);
            failed.Add(id);
        }
    }

    [LoggerMessage(1501, LogLevel.Warning, "Shard {Shard} of the view got no answer of {Id}; it asks again")]
    private partial void LogSilent(Exception exception, int shard, string id);
}
