using System.Collections.Frozen;
using MesosOrleans.Protocol.V1.MasterApi;

namespace MesosOrleans.Silo.Api.V1.Operator;

/// <summary>Names of the operator API's calls as the protocol writes them.</summary>
internal static class OperatorNames
{
    private static readonly FrozenDictionary<int, string> Names = Call.Descriptor.EnumTypes
        .Single(type => type.Name == "Type").Values
        .ToFrozenDictionary(value => value.Number, value => value.Name);

    /// <summary>The name of a call.</summary>
    public static string Of(Call.Types.Type type) => Names[(int)type];
}
