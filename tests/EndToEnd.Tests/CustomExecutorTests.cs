using System.Text.Json.Nodes;
using Google.Protobuf;
using MesosOrleans.EndToEnd.Tests.Harness;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.EndToEnd.Tests;

/// <summary>A framework's own executor, a program that knows nothing of us, in real containers.</summary>
public sealed class CustomExecutorTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    [Theory]
    [InlineData("posix")]
    [InlineData("linux")]
    public async Task AnExecutorServesTasksAndOutlivesItsNode(string launcher)
    {
        await using var cluster = await TestCluster.StartAsync(
            $"--launcher={launcher}", "--executor_reregistration_timeout=15secs",
            """--executor_environment_variables={"EXTRA":"given"}""");
        await cluster.ExplainAsync(async () =>
        {
            var framework = HttpScheduler.Framework(failoverTimeout: 600);
            framework.Checkpoint = true;
            using var scheduler = await HttpScheduler.SubscribeAsync(cluster.Master, framework, Deadline);
            var agent = await LaunchAsync(scheduler, "one");
            var first = await scheduler.UntilAsync("one", TaskState.TaskRunning);
            Assert.StartsWith("pid ", first.Message, StringComparison.Ordinal);
            var sandbox = Sandbox(cluster, scheduler);
            CheckEnvironment(cluster, scheduler, sandbox, agent);
            CheckSession(cluster, first);
            Assert.Equal("heard hello", await AskAsync(scheduler, agent, "hello"));
            await Eventually.HoldsAsync("the heartbeat is answered", Deadline, () => Task.FromResult(
                File.Exists(Path.Combine(sandbox, "heartbeat")) && File.ReadAllText(Path.Combine(sandbox, "heartbeat")) == "202"));

            await cluster.KillAgentAsync();
            cluster.LaunchAgent();
            await Eventually.HoldsAsync("the executor has subscribed again", Deadline, () => Task.FromResult(
                File.ReadAllText(Path.Combine(sandbox, "subscribed")) == "2"));
            await cluster.WaitUntilReadyAsync();
            await LaunchAsync(scheduler, "two");
            var second = await scheduler.UntilAsync("two", TaskState.TaskRunning);
            Assert.Equal(first.Message, second.Message);

            Assert.Equal("heard finish one", await AskAsync(scheduler, agent, "finish one"));
            await scheduler.UntilAsync("one", TaskState.TaskFinished);
            await scheduler.KillAsync("two");
            await scheduler.UntilAsync("two", TaskState.TaskKilled);
            await ShutDownAsync(scheduler, agent);
        });
    }

    // Offers come when they are asked for: one that is rescinded with the agent node must not be taken for a good one.
    private static async Task<AgentID> LaunchAsync(HttpScheduler scheduler, string taskId)
    {
        await scheduler.CallAsync(new Call { Type = Call.Types.Type.Revive });
        var offer = await scheduler.OfferAsync(_ => true);
        var launch = new Offer.Types.Operation
        {
            Type = Offer.Types.Operation.Types.Type.Launch,
            Launch = new Offer.Types.Operation.Types.Launch { TaskInfos = { TaskOf(scheduler.FrameworkId, offer, taskId) } },
        };
        await scheduler.CallAsync(new Call
        {
            Type = Call.Types.Type.Accept,
            Accept = new Call.Types.Accept
            {
                OfferIds = { offer.Id },
                Operations = { launch },
                Filters = new Filters { RefuseSeconds = 3600 },
            },
        });
        return offer.AgentId;
    }

    private static TaskInfo TaskOf(FrameworkID frameworkId, Offer offer, string taskId) => new()
    {
        Name = taskId,
        TaskId = new TaskID { Value = taskId },
        AgentId = offer.AgentId,
        Resources = { Scalar("cpus", 0.1), Scalar("mem", 32) },
        Executor = new ExecutorInfo
        {
            Type = ExecutorInfo.Types.Type.Custom,
            ExecutorId = new ExecutorID { Value = "custom" },
            FrameworkId = frameworkId,
            Name = "a program of the framework's",
            Source = "tests",
            Resources = { Scalar("cpus", 0.1), Scalar("mem", 128) },
            Command = new CommandInfo
            {
                Value = $"exec node '{Path.Combine(AppContext.BaseDirectory, "Data", "executor.js")}'",
                Environment = new Protocol.V1.Environment
                {
                    Variables = { new Protocol.V1.Environment.Types.Variable { Name = "OWN", Value = "mine" } },
                },
            },
        },
    };

    private static Resource Scalar(string name, double value) => new()
    {
        Name = name,
        Type = Value.Types.Type.Scalar,
        Scalar = new Value.Types.Scalar { Value = value },
    };

    private static string Sandbox(TestCluster cluster, HttpScheduler scheduler) => Path.GetDirectoryName(Assert.Single(
        Directory.GetFiles(Path.Combine(cluster.WorkDirectory, "agent", "slaves"), "environment", new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
        }),
        path => path.Contains(scheduler.FrameworkId.Value, StringComparison.Ordinal)))!;

    private static void CheckEnvironment(TestCluster cluster, HttpScheduler scheduler, string sandbox, AgentID agent)
    {
        var environment = JsonNode.Parse(File.ReadAllText(Path.Combine(sandbox, "environment")))!.AsObject()
            .ToDictionary(item => item.Key, item => item.Value!.GetValue<string>());
        var endpoint = $"127.0.0.1:{cluster.Ports.Agent(0)}";
        Dictionary<string, string> expected = new()
        {
            ["MESOS_FRAMEWORK_ID"] = scheduler.FrameworkId.Value,
            ["MESOS_EXECUTOR_ID"] = "custom",
            ["MESOS_SLAVE_ID"] = agent.Value,
            ["MESOS_SLAVE_PID"] = $"slave(1)@{endpoint}",
            ["MESOS_AGENT_ENDPOINT"] = endpoint,
            ["MESOS_DIRECTORY"] = sandbox,
            ["MESOS_SANDBOX"] = sandbox,
            ["MESOS_CHECKPOINT"] = "1",
            ["MESOS_HTTP_COMMAND_EXECUTOR"] = "0",
            ["MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD"] = "5secs",
            ["MESOS_RECOVERY_TIMEOUT"] = "15mins",
            ["MESOS_SUBSCRIPTION_BACKOFF_MAX"] = "15secs",
            ["LIBPROCESS_IP"] = "127.0.0.1",
            ["LIBPROCESS_PORT"] = "0",
            ["EXTRA"] = "given",
            ["OWN"] = "mine",
        };
        Assert.All(expected, item => Assert.Equal((item.Key, item.Value), (item.Key, environment.GetValueOrDefault(item.Key))));
        // Nothing of the node's own: the shell adds PWD and the like at most.
        string[] others = ["PATH", "MESOS_LOCAL", "PWD", "OLDPWD", "SHLVL", "_", "HOME"];
        Assert.Empty(environment.Keys.Except(expected.Keys).Except(others));
    }

    /// <summary>The executor is in a session that is not the node's.</summary>
    private static void CheckSession(TestCluster cluster, TaskStatus status)
    {
        var pid = status.ContainerStatus.ExecutorPid;
        Assert.NotEqual(SessionOf((int)pid), SessionOf(cluster.AgentPid));
    }

    private static int SessionOf(int pid)
    {
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[3], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<string> AskAsync(HttpScheduler scheduler, AgentID agent, string text)
    {
        await scheduler.CallAsync(new Call
        {
            Type = Call.Types.Type.Message,
            Message = new Call.Types.Message
            {
                AgentId = agent,
                ExecutorId = new ExecutorID { Value = "custom" },
                Data = ByteString.CopyFromUtf8(text),
            },
        });
        while (true)
        {
            var item = await scheduler.NextAsync();
            if (item.Type == Event.Types.Type.Message)
            {
                return item.Message.Data.ToStringUtf8();
            }

            Assert.False(item.Type == Event.Types.Type.Failure, "the executor ended");
        }
    }

    private static async Task ShutDownAsync(HttpScheduler scheduler, AgentID agent)
    {
        await scheduler.CallAsync(new Call
        {
            Type = Call.Types.Type.Shutdown,
            Shutdown = new Call.Types.Shutdown { AgentId = agent, ExecutorId = new ExecutorID { Value = "custom" } },
        });
        while (true)
        {
            var item = await scheduler.NextAsync();
            if (item.Type == Event.Types.Type.Failure)
            {
                Assert.Equal(("custom", 0), (item.Failure.ExecutorId.Value, item.Failure.Status));
                return;
            }
        }
    }
}
