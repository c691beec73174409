using MesosOrleans.Core.Resources;
using MesosOrleans.Core.Tests.Resources;
using MesosOrleans.Core.Validation;
using MesosOrleans.Protocol.V1;
using Scalar = MesosOrleans.Protocol.V1.Value.Types.Scalar;

namespace MesosOrleans.Core.Tests.Validation;

/// <summary>The rules of a task in LAUNCH, in their order (http-api.md 5.5).</summary>
public sealed class TaskValidatorTests
{
    private const string Compatible = "ExecutorInfo is not compatible with existing ExecutorInfo with same ExecutorID.\n";

    [Fact]
    public void A_sound_task_is_taken()
    {
        Assert.Null(Validate(Launches.Task()));
        Assert.Null(Validate(Launches.Under(Launches.Custom())));
        Assert.Null(Validate(Launches.Under(Launches.Custom().With(executor => executor.ClearType()))));
    }

    [Theory]
    [InlineData(TaskIdUse.Live, "Task has duplicate ID: t")]
    [InlineData(TaskIdUse.Unreachable, "Task reuses the ID of an unreachable task: t")]
    [InlineData(TaskIdUse.None, null)]
    public void An_id_is_used_once(TaskIdUse use, string? message) =>
        Assert.Equal(message, TaskValidator.Validate(Launches.Task(), Launches.Context with { UseOf = _ => use }));

    [Theory]
    [InlineData("cpus", 2.0, null)]
    [InlineData("cpus", 1.0, null)]
    [InlineData("mem", double.PositiveInfinity, null)]
    [InlineData("cpus", 0.5, "The cpu limit must be greater than or equal to the cpu request")]
    [InlineData("mem", 31.0, "The memory limit must be greater than or equal to the memory request")]
    [InlineData("disk", 100.0, "Only cpus and mem may be included in a task's resource limits")]
    public void Limits_are_of_cpus_and_mem_and_no_less_than_what_is_asked_for(string name, double limit, string? message) =>
        Assert.Equal(message, Validate(Launches.Task().With(task => task.Limits[name] = new Scalar { Value = limit })));

    [Theory]
    [InlineData("cpus", "mem:32", "When a CPU limit is specified, a CPU request must also be specified")]
    [InlineData("mem", "cpus:1", "When a memory limit is specified, a memory request must also be specified")]
    public void A_limit_goes_with_a_request(string name, string resources, string message) =>
        Assert.Equal(message, Validate(Launches.Task("t", resources).With(task => task.Limits[name] = new Scalar { Value = 64 })));

    [Fact]
    public void An_agent_that_cannot_limit_gets_no_task_with_limits()
    {
        var task = Launches.Task().With(task => task.Limits["disk"] = new Scalar { Value = 1 });
        Assert.Equal(
            "Agent is not capable of handling task resource limits", TaskValidator.Validate(task, Launches.Context with { CanLimit = false }));
        Assert.Null(TaskValidator.Validate(Launches.Task(), Launches.Context with { CanLimit = false }));
    }

    [Fact]
    public void Resources_are_named_in_the_words_of_the_rule_that_they_break()
    {
        var two = Launches.Task().With(task => task.Resources.Add(Samples.Set("disk:1").Allocate("other").ToProto()));
        Assert.Equal(
            "Invalid task resources: The resources have multiple allocation roles ('r' and 'other') but only one allocation role is allowed",
            Validate(two));
        var mixed = Launches.Task().With(task => task.Resources.Add(task.Resources[0].Clone().With(cpus => cpus.Revocable = new())));
        Assert.Equal(
            "Task mixes revocable and non-revocable resources: Cannot use both revocable and non-revocable 'cpus' at the same time",
            Validate(mixed));
        var twice = Launches.Task().With(task => task.Resources.Add([Volume(shared: false), Volume(shared: false)]));
        Assert.Equal("Task uses duplicate persistence ID: Persistence ID 'v' is not unique", Validate(twice));
    }

    [Fact]
    public void A_running_executor_is_named_as_it_is()
    {
        var known = Launches.Custom();
        var context = Launches.Context with { IsExecutorKnown = true, KnownExecutor = known };
        Assert.Null(TaskValidator.Validate(Launches.Under(known.Clone()), context));

        var turned = known.Clone().With(executor =>
        {
            executor.Resources.Clear();
            executor.Resources.Add(known.Resources.Reverse());
        });
        Assert.Null(TaskValidator.Validate(Launches.Under(turned), context));

        var other = known.Clone().With(executor => executor.Command.Value = "false");
        Assert.StartsWith(Compatible, TaskValidator.Validate(Launches.Under(other), context), StringComparison.Ordinal);
        var bigger = Launches.Custom("cpus:0.2;mem:32;disk:10");
        Assert.StartsWith(Compatible, TaskValidator.Validate(Launches.Under(bigger), context), StringComparison.Ordinal);
        Assert.Null(TaskValidator.Validate(Launches.Under(other), context with { KnownExecutor = null }));
    }

    [Fact]
    public void An_executor_in_a_launch_is_a_custom_one_with_a_command()
    {
        Assert.Equal("'ExecutorInfo.type' must be 'CUSTOM'", Validate(Launches.Under(Launches.Default())));
        var without = Launches.Custom().With(executor => executor.Command = null);
        Assert.Equal("'ExecutorInfo.command' must be set for 'CUSTOM' executor", Validate(Launches.Under(without)));
        Assert.Equal("'ExecutorInfo.command' must be set", Validate(Launches.Under(without.Clone().With(executor => executor.ClearType()))));
    }

    [Fact]
    public void An_executor_uses_nothing_shared()
    {
        var executor = Launches.Custom().With(executor => executor.Resources.Add(Volume(shared: true)));
        var message = Validate(Launches.Under(executor));
        Assert.StartsWith("Executor resources ", message, StringComparison.Ordinal);
        Assert.EndsWith(" should not contain any shared resources", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "The 'share_cgroups' field cannot be set to 'true' on executor containers")]
    [InlineData(false, null)]
    [InlineData(null, null)]
    public void An_executor_shares_no_cgroups(bool? shares, string? message) => Assert.Equal(
        message, Validate(Launches.Under(Launches.Custom().With(executor => executor.Container = Launches.Sharing(shares)))));

    [Theory]
    [InlineData(false, "Only tasks in a task group may have 'share_cgroups' set to 'false'")]
    [InlineData(true, null)]
    public void A_single_task_has_no_cgroups_of_its_own(bool shares, string? message) =>
        Assert.Equal(message, Validate(Launches.Task().With(task => task.Container = Launches.Sharing(shares))));

    [Fact]
    public void A_task_and_its_executor_are_looked_at_together()
    {
        var ports = Validate(Launches.Under(Launches.Custom("cpus:0.1;ports:[1-2]"), "t", "cpus:1;ports:[2-3]"));
        Assert.StartsWith("There are overlapping resources in the task resources ", ports, StringComparison.Ordinal);

        var twice = Launches.Under(Launches.Custom().With(executor => executor.Resources.Add(Volume(shared: false))))
            .With(task => task.Resources.Add(Volume(shared: false)));
        Assert.Equal("Task and its executor use duplicate persistence ID: Persistence ID 'v' is not unique", Validate(twice));

        var revocable = Launches.Under(Launches.Custom("mem:32").With(executor =>
            executor.Resources.Add(Samples.Set("cpus:1").Allocate("r").ToProto().Select(cpus => cpus.With(one => one.Revocable = new())))));
        Assert.Equal(
            "Task and its executor mix revocable and non-revocable resources: "
                + "Cannot use both revocable and non-revocable 'cpus' at the same time",
            Validate(revocable));
    }

    private static string? Validate(TaskInfo task) => TaskValidator.Validate(task, Launches.Context);

    private static Resource Volume(bool shared) =>
        ResourceSet.Of(Samples.Disk(10, "r", id: "v", shared: shared)).Allocate("r").ToProto()[0];
}
