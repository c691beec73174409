using System.Text.Json.Nodes;
using Google.Protobuf;
using MesosOrleans.AgentNode.Tests.Support;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;
using EventType = MesosOrleans.Protocol.V1.ExecutorApi.Event.Types.Type;

namespace MesosOrleans.AgentNode.Tests.Volumes;

/// <summary>Tasks that use volumes, on a node with a fake silo.</summary>
public sealed class VolumeTaskTests : IAsyncLifetime
{
    private static readonly FrameworkInfo Framework = Given.FrameworkInfo();

    private ApiNode _node = null!;

    private FakeLinkState State => _node.State;

    public async Task InitializeAsync() => _node = await ApiNode.StartAsync();

    public async Task DisposeAsync() => await _node.DisposeAsync();

    [Fact]
    public async Task Data_outlives_task_and_node_and_goes_with_the_volume()
    {
        Tell(null, "1", Given.Volume("v"));
        await RunAsync(With(Given.Task("writer", "echo kept > data/file"), Given.Volume("v")));
        await _node.RestartAsync();
        Assert.Equal("1", State.Registrations[^1].Checkpoint.Id.ToStringUtf8());
        Assert.Equal("v", Assert.Single(State.Registrations[^1].Checkpoint.Resources).Disk.Persistence.Id);
        await RunAsync(With(Given.Task("reader", "test \"$(cat elsewhere/file)\" = kept"), Given.Volume("v", path: "elsewhere")));

        Tell("1", "2", [], [Given.Volume("v")]);
        Tell("2", "3", Given.Volume("v"));
        await RunAsync(With(Given.Task("after", "test ! -e data/file && touch data/new"), Given.Volume("v")));
    }

    [Fact]
    public async Task A_volume_that_the_node_does_not_have_is_no_directory_of_the_sandbox()
    {
        State.Command(Given.Launch(With(Given.Task("t", "true"), Given.Volume("v"))));
        await Eventually.TrueAsync(() => State.StatesOf("t").Count == 1, "t is refused");
        var status = State.UpdatesOf("t")[0].Status;
        Assert.Equal((TaskState.TaskLost, TaskStatus.Types.Reason.ResourcesUnknown), (status.State, status.Reason));
        Assert.Empty(_node.Containers.Launched);
    }

    [Theory]
    [InlineData("/data")]
    [InlineData("../data")]
    [InlineData("a/../../data")]
    [InlineData("stdout")]
    public async Task A_place_that_cannot_be_had_fails_the_task(string path)
    {
        Tell(null, "1", Given.Volume("v"));
        State.Command(Given.Launch(With(Given.Task("t", "true"), Given.Volume("v", path: path))));
        await Eventually.TrueAsync(() => State.StatesOf("t").LastOrDefault(TaskState.TaskStaging) == TaskState.TaskFailed, "t fails");
        Assert.Equal(TaskStatus.Types.Reason.ContainerLaunchFailed, State.UpdatesOf("t")[^1].Status.Reason);
    }

    [Fact]
    public async Task People_find_the_volume_in_the_sandbox_while_the_task_runs()
    {
        Tell(null, "1", Given.Volume("v"));
        State.Command(Given.Launch(With(Given.Task("t", "echo here > data/file; touch ready; exec sleep 1000"), Given.Volume("v"))));
        await _node.Containers.ReadyAsync();
        var path = $"/{_node.Containers.Specs.First().SandboxDirectory.TrimStart('/')}/data/file";
        Assert.Equal("here\n", await _node.Http.GetStringAsync($"/files/download?path={path}"));
        var state = JsonNode.Parse(await _node.Http.GetStringAsync("/state"))!;
        Assert.Equal(8, state["reserved_resources"]!["gold"]!["disk"]!.GetValue<double>());
        Assert.Equal(1016, state["unreserved_resources"]!["disk"]!.GetValue<double>());
    }

    [Fact]
    public async Task The_tasks_of_a_group_share_their_executors_volume()
    {
        Tell(null, "1", Given.Volume("v"));
        var first = Given.Task("first", "echo shared > mine/file; touch ../../ready-first; exec sleep 1000");
        var second = Given.Task("second", "while [ ! -e mine/file ]; do sleep 0.02; done; exec cat mine/file");
        foreach (var task in (TaskInfo[])[first, second])
        {
            task.Container = OfParent("data", "mine");
        }

        var launch = Given.LaunchGroup("e", first, second);
        launch.Launch.Executor.Resources.Add(Given.Volume("v"));
        State.Command(launch);
        await Eventually.TrueAsync(() => State.StatesOf("second").LastOrDefault(TaskState.TaskStaging) == TaskState.TaskFinished, "second finishes");
        State.Command(Given.Kill("first"));
        await Eventually.TrueAsync(() => State.StatesOf("first").LastOrDefault(TaskState.TaskStaging) == TaskState.TaskKilled, "first is killed");
        Assert.Equal("shared\n", await File.ReadAllTextAsync(Path.Combine(_node.WorkDirectory, "volumes/roles/gold/v/file")));
    }

    [Fact]
    public async Task An_executor_gets_the_volumes_of_later_tasks_while_they_run()
    {
        Tell(null, "1", Given.Volume("v"), Given.Volume("w"));
        State.Command(Given.LaunchCustom("e", "exec sleep 1000", isNew: true, Framework, With(Given.Task("a", ""), Given.Volume("v"))));
        await Eventually.TrueAsync(() => !_node.Containers.Launched.IsEmpty, "the executor starts");
        var sandbox = _node.Containers.Specs.First().SandboxDirectory;
        Assert.Equal(Place("v"), new DirectoryInfo(sandbox + "/data").LinkTarget);
        using var executor = new TestExecutor(_node.Http, "e");
        await executor.SubscribeAsync();
        await executor.NextAsync(EventType.Subscribed);
        await executor.NextAsync(EventType.Launch);
        State.Command(Given.LaunchCustom(
            "e", "", isNew: false, Framework, With(Given.Task("b", ""), Given.Volume("w", path: "more/w"))));
        await executor.NextAsync(EventType.Launch);
        Assert.Equal(Place("w"), new DirectoryInfo(sandbox + "/more/w").LinkTarget);
        await executor.UpdateAsync("b", TaskState.TaskFinished);
        await executor.NextAsync(EventType.Acknowledged);
        Assert.False(Path.Exists(sandbox + "/more/w"));
        Assert.True(Path.Exists(sandbox + "/data"));
    }

    private static TaskInfo With(TaskInfo task, Resource volume)
    {
        task.Resources.Add(volume);
        return task;
    }

    private static ContainerInfo OfParent(string path, string containerPath) => new()
    {
        Type = ContainerInfo.Types.Type.Mesos,
        Volumes =
        {
            new Volume
            {
                Mode = Volume.Types.Mode.Rw,
                ContainerPath = containerPath,
                Source = new Volume.Types.Source
                {
                    Type = Volume.Types.Source.Types.Type.SandboxPath,
                    SandboxPath = new Volume.Types.Source.Types.SandboxPath
                    {
                        Type = Volume.Types.Source.Types.SandboxPath.Types.Type.Parent,
                        Path = path,
                    },
                },
            },
        },
    };

    private string Place(string id) => Path.Combine(_node.WorkDirectory, "volumes", "roles", "gold", id);

    private async Task RunAsync(TaskInfo task)
    {
        State.Command(Given.Launch(task));
        var id = task.TaskId.Value;
        await Eventually.TrueAsync(() => State.StatesOf(id).LastOrDefault(TaskState.TaskStaging).IsTerminal(), $"{id} ends");
        Assert.Equal((id, TaskState.TaskFinished), (id, State.StatesOf(id)[^1]));
    }

    private void Tell(string? from, string to, params Resource[] resources) => Tell(from, to, resources, []);

    private void Tell(string? from, string to, Resource[] resources, Resource[] destroyed)
    {
        var change = new CheckpointResources
        {
            Id = ByteString.CopyFromUtf8(to),
            Resources = { resources },
            Destroyed = { destroyed },
        };
        if (from is not null)
        {
            change.BaseId = ByteString.CopyFromUtf8(from);
        }

        State.Command(new Command { CheckpointResources = change });
    }
}
