using System.Collections.Frozen;
using System.Text;
using MesosOrleans.Grains.Interfaces.Metrics;
using MesosOrleans.Protocol.V1;
using CallType = MesosOrleans.Protocol.V1.SchedulerApi.Call.Types.Type;
using EventType = MesosOrleans.Protocol.V1.SchedulerApi.Event.Types.Type;
using OperationType = MesosOrleans.Protocol.V1.Offer.Types.Operation.Types.Type;
using Reason = MesosOrleans.Protocol.V1.TaskStatus.Types.Reason;
using Source = MesosOrleans.Protocol.V1.TaskStatus.Types.Source;

namespace MesosOrleans.Grains.Metrics;

/// <summary>Names of Mesos's metrics for what the protocol has enumerations for. Agents are slaves there.</summary>
public static class CounterNames
{
    private static readonly FrozenDictionary<TaskState, string> Ended = Names<TaskState>("master/tasks_", "task_");
    private static readonly FrozenDictionary<TaskState, string> States = Names<TaskState>("", "");
    private static readonly FrozenDictionary<Source, string> Sources = Names<Source>("", "");
    private static readonly FrozenDictionary<Reason, string> Reasons = Names<Reason>("", "");
    private static readonly FrozenDictionary<OperationType, string> Operations = Names<OperationType>("master/operations/", "");
    private static readonly FrozenDictionary<CallType, FrameworkCounter> CallCounters = Counters<CallType>("Call");
    private static readonly FrozenDictionary<EventType, FrameworkCounter> EventCounters = Counters<EventType>("Event");
    private static readonly FrozenDictionary<OperationType, FrameworkCounter> OperationCounters = Counters<OperationType>("Operation");
    private static readonly FrozenDictionary<TaskState, FrameworkCounter> TerminalCounters = Enum.GetValues<TaskState>()
        .Where(state => Enum.IsDefined(typeof(FrameworkCounter), state.ToString().Replace("Task", "Terminal", StringComparison.Ordinal)))
        .ToFrozenDictionary(
            state => state, state => Enum.Parse<FrameworkCounter>(state.ToString().Replace("Task", "Terminal", StringComparison.Ordinal)));

    /// <summary><c>master/tasks_finished</c> and its like.</summary>
    public static string TasksEnded(TaskState state) => Ended[state];

    /// <summary><c>master/task_failed/source_slave/reason_container_launch_failed</c> and its like; null without a reason.</summary>
    public static string? TasksEndedBy(TaskStatus status) => status.HasReason && status.HasSource
        ? $"master/{States[status.State]}/source_{Sources[status.Source]}/reason_{Reasons[status.Reason]}"
        : null;

    /// <summary><c>master/operations/reserve/</c> and its like.</summary>
    public static string OperationPrefix(OperationType type) => Operations[type] + "/";

    /// <summary>The counter of a call; null for one that is not counted.</summary>
    public static FrameworkCounter? Of(CallType type) => CallCounters.TryGetValue(type, out var counter) ? counter : null;

    /// <summary>The counter of an event; null for one that is not counted.</summary>
    public static FrameworkCounter? Of(EventType type) => EventCounters.TryGetValue(type, out var counter) ? counter : null;

    /// <summary>The counter of an operation; null for one that is not counted.</summary>
    public static FrameworkCounter? Of(OperationType type) => OperationCounters.TryGetValue(type, out var counter) ? counter : null;

    /// <summary>The counter of an end; null for a state that is none.</summary>
    public static FrameworkCounter? Terminal(TaskState state) => TerminalCounters.TryGetValue(state, out var counter) ? counter : null;

    private static FrozenDictionary<T, string> Names<T>(string prefix, string cut)
        where T : struct, Enum => Enum.GetValues<T>().Distinct().ToFrozenDictionary(
            value => value,
            value => prefix + (Snake(value.ToString()) is var name && name.StartsWith(cut, StringComparison.Ordinal) ? name[cut.Length..] : name));

    private static FrozenDictionary<T, FrameworkCounter> Counters<T>(string prefix)
        where T : struct, Enum => Enum.GetValues<T>().Distinct()
        .Where(value => Enum.IsDefined(typeof(FrameworkCounter), prefix + value))
        .ToFrozenDictionary(value => value, value => Enum.Parse<FrameworkCounter>(prefix + value));

    private static string Snake(string name)
    {
        var text = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString().Replace("agent", "slave", StringComparison.Ordinal);
    }
}
