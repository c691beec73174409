using System.Text.Json.Serialization;

namespace MesosOrleans.AgentNode.Launchers;

/// <summary>JSON form of <see cref="ContainerRecord"/>, generated at compile time.</summary>
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(ContainerRecord))]
internal sealed partial class ContainerRecordJson : JsonSerializerContext;
