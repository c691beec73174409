using MesosOrleans.Core.View;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.MasterApi;

namespace MesosOrleans.Core.Tests.View;

/// <summary>What an operator knows who took a snapshot and then heard every event.</summary>
internal sealed class FollowerModel
{
    private readonly Dictionary<(string Framework, string Task), TaskState> _tasks = [];
    private readonly Dictionary<string, FrameworkInfo> _frameworks = [];
    private readonly HashSet<string> _agents = [];
    private readonly Dictionary<string, int> _told = [];

    public FollowerModel(ClusterView view)
    {
        foreach (var task in view.Tasks.Concat(view.UnreachableTasks).Concat(view.CompletedTasks))
        {
            _tasks[Key(task)] = task.State;
        }

        foreach (var framework in view.Frameworks)
        {
            _frameworks[framework.FrameworkInfo.Id.Value] = framework.FrameworkInfo;
        }

        _agents.UnionWith(view.Agents.Select(agent => agent.AgentInfo.Id.Value));
    }

    public void Hear(Event item)
    {
        switch (item.Type)
        {
            case Event.Types.Type.TaskAdded:
                _tasks[Key(item.TaskAdded.Task)] = item.TaskAdded.Task.State;
                break;
            case Event.Types.Type.TaskUpdated:
                var updated = item.TaskUpdated;
                var uuid = updated.Status.Uuid.ToBase64() + updated.FrameworkId.Value + updated.Status.TaskId.Value;
                _told[uuid] = _told.GetValueOrDefault(uuid) + 1;
                Assert.True(_told[uuid] == 1, "a status was told twice");
                _tasks[(updated.FrameworkId.Value, updated.Status.TaskId.Value)] = updated.State;
                break;
            case Event.Types.Type.AgentAdded:
                _agents.Add(item.AgentAdded.Agent.AgentInfo.Id.Value);
                break;
            case Event.Types.Type.AgentRemoved:
                // It may have been among the recovered ones only.
                _agents.Remove(item.AgentRemoved.AgentId.Value);
                break;
            case Event.Types.Type.FrameworkAdded:
                Assert.True(
                    _frameworks.TryAdd(item.FrameworkAdded.Framework.FrameworkInfo.Id.Value, item.FrameworkAdded.Framework.FrameworkInfo),
                    "a framework was added twice");
                break;
            case Event.Types.Type.FrameworkUpdated:
                var info = item.FrameworkUpdated.Framework.FrameworkInfo;
                Assert.True(_frameworks.ContainsKey(info.Id.Value), "a framework was updated that was not there");
                _frameworks[info.Id.Value] = info;
                break;
            default:
                Assert.True(
                    _frameworks.Remove(item.FrameworkRemoved.FrameworkInfo.Id.Value), "a framework was removed that was not there");
                break;
        }
    }

    /// <summary>Compares with a later snapshot. Agents may have gone without a word.</summary>
    public void Matches(ClusterView view, IReadOnlySet<string> silentlyGone)
    {
        Assert.Equal(
            view.Frameworks.Select(framework => (framework.FrameworkInfo.Id.Value, framework.FrameworkInfo)).Order(),
            _frameworks.Select(framework => (framework.Key, framework.Value)).Order());
        foreach (var task in view.Tasks.Concat(view.UnreachableTasks).Concat(view.CompletedTasks))
        {
            Assert.True(_tasks.TryGetValue(Key(task), out var state), $"{task.TaskId.Value} was never told of");
            Assert.Equal(task.State, state);
        }

        var present = view.Agents.Select(agent => agent.AgentInfo.Id.Value).ToHashSet();
        Assert.Subset(_agents, present);
        Assert.All(_agents.Except(present), id => Assert.Contains(id, silentlyGone));
    }

    private static (string Framework, string Task) Key(Protocol.V1.Task task) => (task.FrameworkId.Value, task.TaskId.Value);
}
