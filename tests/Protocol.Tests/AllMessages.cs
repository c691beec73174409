using Google.Protobuf.Reflection;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Protocol.Tests;

/// <summary>Every message and enum type of the v1 API, nested ones included.</summary>
internal static class AllMessages
{
    public static readonly FileDescriptor[] Files =
    [
        MesosReflection.Descriptor,
        V1.SchedulerApi.SchedulerReflection.Descriptor,
        V1.ExecutorApi.ExecutorReflection.Descriptor,
        V1.MasterApi.MasterReflection.Descriptor,
        V1.AgentApi.AgentReflection.Descriptor,
        V1.QuotaApi.QuotaReflection.Descriptor,
        V1.MaintenanceApi.MaintenanceReflection.Descriptor,
        V1.AllocatorApi.AllocatorReflection.Descriptor,
        V1.ResourceProviderApi.ResourceProviderReflection.Descriptor,
    ];

    public static readonly IReadOnlyDictionary<string, MessageDescriptor> Messages =
        Files.SelectMany(f => f.MessageTypes).SelectMany(WithNested).ToDictionary(m => m.FullName);

    public static readonly IReadOnlyDictionary<string, EnumDescriptor> Enums =
        Files.SelectMany(f => f.EnumTypes).Concat(Messages.Values.SelectMany(m => m.EnumTypes))
            .ToDictionary(e => e.FullName);

    private static IEnumerable<MessageDescriptor> WithNested(MessageDescriptor type) =>
        type.NestedTypes.Where(n => n.ClrType is not null).SelectMany(WithNested).Prepend(type);
}
