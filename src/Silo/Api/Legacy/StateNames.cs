using System.Collections.Frozen;
using Google.Protobuf.Reflection;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Silo.Api.Legacy;

/// <summary>Names of enum values as the protocol writes them, found once.</summary>
internal static class StateNames
{
    private static readonly FrozenDictionary<int, string> States = Names(
        MesosReflection.Descriptor.EnumTypes.Single(type => type.Name == "TaskState"));

    private static readonly FrozenDictionary<int, string> FrameworkCapabilities = Names(
        FrameworkInfo.Types.Capability.Descriptor.EnumTypes.Single(type => type.Name == "Type"));

    private static readonly FrozenDictionary<int, string> AgentCapabilities = Names(
        AgentInfo.Types.Capability.Descriptor.EnumTypes.Single(type => type.Name == "Type"));

    private static readonly FrozenDictionary<int, string> ExecutorTypes = Names(
        ExecutorInfo.Descriptor.EnumTypes.Single(type => type.Name == "Type"));

    /// <summary>Name of an executor's type.</summary>
    public static string Of(ExecutorInfo.Types.Type type) => ExecutorTypes.GetValueOrDefault((int)type, "UNKNOWN");

    /// <summary>Name of a task's state.</summary>
    public static string Of(TaskState state) => States.GetValueOrDefault((int)state, "TASK_UNKNOWN");

    /// <summary>Name of a framework's capability.</summary>
    public static string Of(FrameworkInfo.Types.Capability capability) =>
        FrameworkCapabilities.GetValueOrDefault((int)capability.Type, "UNKNOWN");

    /// <summary>Name of an agent's capability.</summary>
    public static string Of(AgentInfo.Types.Capability capability) =>
        AgentCapabilities.GetValueOrDefault((int)capability.Type, "UNKNOWN");

    private static FrozenDictionary<int, string> Names(EnumDescriptor type) =>
        type.Values.ToFrozenDictionary(value => value.Number, value => value.Name);
}
