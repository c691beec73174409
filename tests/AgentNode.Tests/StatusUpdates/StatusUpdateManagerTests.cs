using MesosOrleans.AgentNode.Recovery;
using MesosOrleans.AgentNode.StatusUpdates;
using MesosOrleans.AgentNode.Tests.Support;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MesosOrleans.AgentNode.Tests.StatusUpdates;

public sealed class StatusUpdateManagerTests : IDisposable
{
    private static readonly TaskKey Key = new("f", "t");

    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new();
    private readonly Sender _sender = new();
    private readonly StatusUpdateManager _manager;

    public StatusUpdateManagerTests()
    {
        _manager = Create();
        _manager.Open(Key, LogPath);
    }

    private string LogPath => _directory.File("task.updates");

    public void Dispose()
    {
        _manager.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void An_update_is_on_disk_before_it_is_sent()
    {
        _manager.Resume();
        long? lengthAtSend = null;
        _sender.OnSend = () => lengthAtSend = new System.IO.FileInfo(LogPath).Length;
        _manager.Update(Key, Update(1, TaskState.TaskRunning));
        Assert.True(lengthAtSend > 0);
    }

    [Fact]
    public void Retries_wait_10_seconds_then_twice_as_long_up_to_10_minutes()
    {
        _manager.Resume();
        _manager.Update(Key, Update(1, TaskState.TaskRunning));
        Assert.Single(_sender.Sent);
        int[] delays = [10, 20, 40, 80, 160, 320, 600, 600, 600];
        for (var index = 0; index < delays.Length; index++)
        {
            _time.Advance(TimeSpan.FromSeconds(delays[index]) - TimeSpan.FromMilliseconds(1));
            Assert.Equal(index + 1, _sender.Sent.Count);
            _time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.Equal(index + 2, _sender.Sent.Count);
        }
    }

    [Fact]
    public void Nothing_is_sent_while_paused_and_the_head_at_once_on_resume()
    {
        _manager.Update(Key, Update(1, TaskState.TaskStarting));
        _manager.Update(Key, Update(2, TaskState.TaskRunning));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Empty(_sender.Sent);
        _manager.Resume();
        Assert.Equal(TaskState.TaskStarting, Assert.Single(_sender.Sent).Status.State);
        _manager.Pause();
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Single(_sender.Sent);
        _manager.Resume();
        Assert.Equal(2, _sender.Sent.Count);
    }

    [Fact]
    public void The_next_update_leaves_when_the_one_before_is_acknowledged()
    {
        _manager.Resume();
        _manager.Update(Key, Update(1, TaskState.TaskStarting));
        _manager.Update(Key, Update(2, TaskState.TaskRunning));
        Assert.Single(_sender.Sent);
        Assert.Equal(AcknowledgeOutcome.Accepted, _manager.Acknowledge(Key, StatusUpdateStreamTests.Uuid(1)));
        Assert.Equal(TaskState.TaskRunning, _sender.Sent[^1].Status.State);
    }

    [Fact]
    public void The_acknowledged_end_closes_the_stream()
    {
        _manager.Resume();
        _manager.Update(Key, Update(1, TaskState.TaskFinished));
        Assert.Equal(AcknowledgeOutcome.Completed, _manager.Acknowledge(Key, StatusUpdateStreamTests.Uuid(1)));
        Assert.False(_manager.Update(Key, Update(2, TaskState.TaskKilled)));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Single(_sender.Sent);
    }

    [Fact]
    public void A_new_process_sends_only_what_was_not_acknowledged_with_the_same_uuid()
    {
        _manager.Resume();
        _manager.Update(Key, Update(1, TaskState.TaskStarting));
        _manager.Acknowledge(Key, StatusUpdateStreamTests.Uuid(1));
        _manager.Update(Key, Update(2, TaskState.TaskRunning));
        using var next = Create();
        _sender.Sent.Clear();
        var content = CheckpointCodec.Decode(File.ReadAllBytes(LogPath));
        Assert.False(next.Recover(Key, LogPath, content.Records));
        next.Resume();
        Assert.Equal(StatusUpdateStreamTests.Uuid(2), Assert.Single(_sender.Sent).Status.Uuid);
    }

    [Fact]
    public void A_new_process_knows_that_the_end_was_acknowledged()
    {
        _manager.Resume();
        _manager.Update(Key, Update(1, TaskState.TaskFinished));
        _manager.Acknowledge(Key, StatusUpdateStreamTests.Uuid(1));
        using var next = Create();
        Assert.True(next.Recover(Key, LogPath, CheckpointCodec.Decode(File.ReadAllBytes(LogPath)).Records));
    }

    private static StatusUpdate Update(int uuid, TaskState state) => StatusUpdateStreamTests.Update(uuid, state);

    private StatusUpdateManager Create() => new(_time, _sender, NullLogger<StatusUpdateManager>.Instance);

    private sealed class Sender : IStatusUpdateSender
    {
        public List<StatusUpdate> Sent { get; } = [];

        public Action? OnSend { get; set; }

        public void Send(StatusUpdate update)
        {
            OnSend?.Invoke();
            Sent.Add(update);
        }
    }
}
