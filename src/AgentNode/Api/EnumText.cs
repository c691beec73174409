using System.Reflection;
using Google.Protobuf.Reflection;

namespace MesosOrleans.AgentNode.Api;

/// <summary>Names of enum values as the protocol writes them.</summary>
internal static class EnumText
{
    public static string Of<T>(T value)
        where T : struct, Enum
        => typeof(T).GetField(value.ToString())?.GetCustomAttribute<OriginalNameAttribute>()?.Name ?? value.ToString();
}
