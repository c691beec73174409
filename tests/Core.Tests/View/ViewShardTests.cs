using MesosOrleans.Core.View;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.View;

namespace MesosOrleans.Core.Tests.View;

/// <summary>What a shard of the read model keeps, and what those who follow it are told.</summary>
public sealed class ViewShardTests
{
    private readonly ViewShard _shard = new("one");
    private readonly ViewFollower _follower = new();
    private readonly ViewReplica _replica = new(1);

    [Fact]
    public void What_has_not_changed_is_not_told_again()
    {
        _shard.Set(ViewSamples.Agent("a"));
        Read();
        _shard.Set(ViewSamples.Agent("a"));
        Assert.Equal(_shard.Cursor, _follower.Cursor);
        _shard.Set(ViewSamples.Agent("b"));
        var page = _shard.Read(_follower.Cursor);
        Assert.Equal("b", Assert.Single(page.Agents).Agent.AgentInfo.Id.Value);
    }

    [Fact]
    public void Ended_tasks_are_kept_within_bounds_oldest_first()
    {
        _shard.Set(ViewSamples.Framework("f"));
        for (var i = 0; i < ViewLimits.CompletedTasksPerFrameworkMax + 3; i++)
        {
            _shard.Set(ViewSamples.Launched("f", $"t{i}", "a"));
            Read();
            _shard.Set(ViewSamples.Launched("f", $"t{i}", "a").With(TaskState.TaskFinished, i));
        }

        Read();
        var view = _replica.Freeze();
        Assert.Equal(ViewLimits.CompletedTasksPerFrameworkMax, view.CompletedTasks.Count());
        Assert.Equal("t3", view.CompletedTasks.First().TaskId.Value);
        Assert.Empty(view.Tasks);
        Assert.Equal(ViewLimits.CompletedTasksPerFrameworkMax, view.Frameworks[0].Counts[TaskState.TaskFinished]);
        Assert.Equal(["a"], view.Frameworks[0].Counts.Others);
    }

    [Fact]
    public void A_completed_framework_stays_completed_and_goes_with_its_tasks()
    {
        for (var i = 0; i < ViewLimits.CompletedFrameworksMax + 1; i++)
        {
            _shard.Set(ViewSamples.Framework($"f{i}", registered: i));
            _shard.Set(ViewSamples.Launched($"f{i}", "t", "a").With(TaskState.TaskKilled, i));
            _shard.Set(ViewSamples.Framework($"f{i}", registered: i, completed: true));
        }

        _shard.Set(ViewSamples.Framework("f5"));
        Read();
        var view = _replica.Freeze();
        Assert.Empty(view.Frameworks);
        Assert.Equal(ViewLimits.CompletedFrameworksMax, view.CompletedFrameworks.Count);
        Assert.Equal("f1", view.CompletedFrameworks[0].FrameworkInfo.Id.Value);
        Assert.Equal(ViewLimits.CompletedFrameworksMax, view.CompletedTasks.Count());
    }

    [Fact]
    public void What_was_published_wins_over_what_was_asked()
    {
        var running = ViewSamples.Launched("f", "t", "a").With(TaskState.TaskRunning, 1);
        _shard.Set(running);
        _shard.Recover(ViewSamples.Launched("f", "t", "a"));
        _shard.RemoveAgent("a", announced: true);
        _shard.Recover(ViewSamples.Agent("a"));
        _shard.Set(ViewSamples.Framework("f", registered: 2));
        _shard.Recover(ViewSamples.Framework("f", registered: 1));
        Read();
        var view = _replica.Freeze();
        Assert.Equal(TaskState.TaskRunning, Assert.Single(view.Tasks).State);
        Assert.Empty(view.Agents);
        Assert.Equal(2, Assert.Single(view.Frameworks).Message.ReregisteredTime.Nanoseconds);
    }

    [Fact]
    public void Who_missed_removals_that_are_forgotten_begins_anew()
    {
        _shard.Complete();
        _shard.Set(ViewSamples.Agent("first"));
        Read();
        for (var i = 0; i <= ViewLimits.RemovalsMax; i++)
        {
            _shard.Set(ViewSamples.Agent($"a{i}"));
            _shard.RemoveAgent($"a{i}", announced: false);
        }

        _shard.RemoveAgent("first", announced: false);
        for (var i = 0; i <= ViewLimits.RemovalsMax; i++)
        {
            _shard.Set(ViewSamples.Agent($"b{i}"));
            _shard.RemoveAgent($"b{i}", announced: false);
        }

        _shard.Set(ViewSamples.Agent("last"));
        Assert.True(_shard.Read(_follower.Cursor).Restart);
        Read();
        Assert.Equal("last", Assert.Single(_replica.Freeze().Agents).AgentInfo.Id.Value);
    }

    [Fact]
    public void Sums_follow_agents_and_offers()
    {
        _shard.Set(ViewSamples.Agent("a", ViewAgent.Types.Standing.Registered, ("f", 2)));
        _shard.Set(ViewSamples.Agent("b", ViewAgent.Types.Standing.Registered, ("f", 3)));
        _shard.Set(ViewSamples.Framework("f", 1, false, ("o1", "a"), ("o2", "b")));
        Read();
        var before = _replica.Freeze();
        _shard.Set(ViewSamples.Agent("b", ViewAgent.Types.Standing.Unreachable));
        _shard.Set(ViewSamples.Framework("f", 1, false, ("o1", "a")));
        Read();
        var after = _replica.Freeze();
        Assert.Equal(5, Assert.Single(before.Frameworks[0].AllocatedResources).Scalar.Value);
        Assert.Equal(2, Assert.Single(before.Frameworks[0].OfferedResources).Scalar.Value);
        Assert.All(before.Agents, agent => Assert.Equal(1, Assert.Single(agent.OfferedResources).Scalar.Value));
        Assert.Equal(2, Assert.Single(after.Frameworks[0].AllocatedResources).Scalar.Value);
        Assert.Equal(1, Assert.Single(after.Frameworks[0].OfferedResources).Scalar.Value);
        Assert.Equal("a", Assert.Single(after.Agents).AgentInfo.Id.Value);
        Assert.Equal(1, after.UnreachableAgents);
        var shown = Assert.Single(after.Agents).ToMessage();
        Assert.Equal("*", Assert.Single(shown.TotalResources).Role);
        Assert.Equal(1, Assert.Single(shown.OfferedResources).Scalar.Value);
    }

    private void Read()
    {
        while (!_follower.Cursor.Equals(_shard.Cursor))
        {
            if (_follower.Take(_shard.Read(_follower.Cursor, entriesMax: 100)) is { } batch)
            {
                _replica.Apply(0, batch, []);
            }
        }
    }
}
