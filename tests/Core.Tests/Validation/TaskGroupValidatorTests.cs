using MesosOrleans.Core.Validation;
using MesosOrleans.Protocol.V1;
using Scalar = MesosOrleans.Protocol.V1.Value.Types.Scalar;

namespace MesosOrleans.Core.Tests.Validation;

/// <summary>The rules of a LAUNCH_GROUP (http-api.md 5.6).</summary>
public sealed class TaskGroupValidatorTests
{
    private const string OneValue =
        "If set, the value of 'share_cgroups' must be the same for all tasks in each task group and under a single executor";

    private static readonly ExecutorInfo Executor = Launches.Default();

    [Fact]
    public void A_sound_group_is_taken() => Assert.Null(Validate(Launches.Task("a"), Launches.Task("b")));

    [Theory]
    [InlineData(HealthCheck.Types.Type.Http, true)]
    [InlineData(HealthCheck.Types.Type.Tcp, true)]
    [InlineData(HealthCheck.Types.Type.Command, false)]
    public void A_task_with_a_network_of_its_own_is_not_probed_from_outside(HealthCheck.Types.Type type, bool refused)
    {
        var task = Launches.Task("a").With(task =>
        {
            task.Container = new ContainerInfo { Type = ContainerInfo.Types.Type.Mesos, NetworkInfos = { new NetworkInfo() } };
            task.HealthCheck = new HealthCheck
            {
                Type = type,
                Command = type == HealthCheck.Types.Type.Command ? new CommandInfo { Value = "true" } : null,
                Http = type == HealthCheck.Types.Type.Http ? new HealthCheck.Types.HTTPCheckInfo { Port = 80 } : null,
                Tcp = type == HealthCheck.Types.Type.Tcp ? new HealthCheck.Types.TCPCheckInfo { Port = 80 } : null,
            };
        });
        Assert.Equal(
            refused
                ? "Task 'a' is invalid: HTTP and TCP health checks are not supported for nested containers not joining parent's network"
                : null,
            Validate(task));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void Limits_need_cgroups_of_the_tasks_own(bool? shares, bool refused)
    {
        var task = Launches.Task("a").With(task =>
        {
            task.Limits["cpus"] = new Scalar { Value = 2 };
            task.Container = Launches.Sharing(shares);
        });
        Assert.Equal(
            refused
                ? "Task 'a' is invalid: Resource limits may only be set for tasks within a task group when the "
                    + "'share_cgroups' field is set to 'false'."
                : null,
            Validate(task));
    }

    [Fact]
    public void Containers_of_Docker_are_not_for_groups()
    {
        var docker = new ContainerInfo
        {
            Type = ContainerInfo.Types.Type.Docker,
            Docker = new ContainerInfo.Types.DockerInfo { Image = "alpine" },
        };
        Assert.Equal(
            "Task 'a' is invalid: Docker ContainerInfo is not supported on the task",
            Validate(Launches.Task("a").With(task => task.Container = docker)));
        Assert.Equal(
            "Docker ContainerInfo is not supported on the executor",
            Validate(Launches.Custom().With(executor => executor.Container = docker), Launches.Task()));
        Assert.Equal(
            "'ExecutorInfo.container.type' must be 'MESOS' for 'DEFAULT' executor",
            Validate(Launches.Default().With(executor => executor.Container = docker), Launches.Task()));
    }

    [Fact]
    public void The_default_executor_has_no_image()
    {
        var container = new ContainerInfo
        {
            Type = ContainerInfo.Types.Type.Mesos,
            Mesos = new ContainerInfo.Types.MesosInfo { Image = new Image { Type = Image.Types.Type.Docker } },
        };
        Assert.Equal(
            "'ExecutorInfo.container.mesos.image' must not be set for 'DEFAULT' executor",
            Validate(Launches.Default().With(executor => executor.Container = container), Launches.Task()));
        Assert.Null(Validate(
            Launches.Default().With(executor => executor.Container = new ContainerInfo { Type = ContainerInfo.Types.Type.Mesos }),
            Launches.Task()));
    }

    [Fact]
    public void The_executor_of_a_task_is_that_of_its_group()
    {
        var own = Launches.Task("a").With(task => task.Executor = Executor.Clone());
        Assert.Null(Validate(own, Launches.Task("b")));
        own.Executor.Name = "another";
        Assert.Equal("The `ExecutorInfo` of task 'a' is different from executor 'e'", Validate(own, Launches.Task("b")));
    }

    [Fact]
    public void A_type_is_needed_after_all_that_concerns_every_executor()
    {
        var untyped = Launches.Default().With(executor => executor.ClearType());
        Assert.Equal("'ExecutorInfo.type' must be set", Validate(untyped, Launches.Task()));
        Assert.Equal(
            "'ExecutorInfo.framework_id' must be set",
            Validate(untyped.Clone().With(executor => executor.FrameworkId = null), Launches.Task()));
        Assert.Equal(
            "Unknown executor type",
            Validate(Launches.Default().With(executor => executor.Type = ExecutorInfo.Types.Type.Unknown), Launches.Task()));
    }

    [Fact]
    public void No_port_is_used_twice() => Assert.StartsWith(
        "There are overlapping resources in the task group's task resources [ cpus(allocated: r):1; ports(allocated: r):[1-2], ",
        Validate(Launches.Task("a", "cpus:1;ports:[1-2]"), Launches.Task("b", "cpus:1;ports:[2-3]")), StringComparison.Ordinal);

    [Theory]
    [InlineData(false, false, null, null)]
    [InlineData(false, true, null, OneValue)]
    [InlineData(false, null, null, OneValue)]
    [InlineData(true, null, null, null)]
    [InlineData(false, false, true, OneValue)]
    [InlineData(true, true, true, null)]
    [InlineData(true, true, false, OneValue)]
    public void Cgroups_are_shared_by_all_under_an_executor_or_by_none(bool? one, bool? other, bool? running, string? message) =>
        Assert.Equal(
            message,
            TaskGroupValidator.Validate(
                [
                    Launches.Task("a").With(task => task.Container = Launches.Sharing(one)),
                    Launches.Task("b").With(task => task.Container = Launches.Sharing(other)),
                ],
                Executor,
                Launches.Context with { SharesCgroups = running }));

    [Fact]
    public void An_executor_shares_no_cgroups() => Assert.Equal(
        "The 'share_cgroups' field cannot be set to 'true' on executor containers",
        Validate(Launches.Default().With(executor => executor.Container = Launches.Sharing(true)), Launches.Task()));

    private static string? Validate(params TaskInfo[] tasks) => Validate(Executor, tasks);

    private static string? Validate(ExecutorInfo executor, params TaskInfo[] tasks) =>
        TaskGroupValidator.Validate(tasks, executor, Launches.Context);
}
