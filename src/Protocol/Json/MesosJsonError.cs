namespace MesosOrleans.Protocol.Json;

/// <summary>Why a body is no message.</summary>
/// <param name="IsSyntax">True when the text is not JSON at all, false when it is JSON that does not fit.</param>
/// <param name="Text">The reason in Mesos's words, without a prefix.</param>
public readonly record struct MesosJsonError(bool IsSyntax, string Text)
{
    /// <summary>The whole body of Mesos's 400 answer, for example
    /// <c>Failed to convert JSON into Call protobuf: Expecting a JSON object</c>.</summary>
    /// <param name="messageName">The simple name of the message, such as <c>Call</c>.</param>
    public string ToResponseBody(string messageName) => IsSyntax
        ? $"Failed to parse body into JSON: {Text}"
        : $"Failed to convert JSON into {messageName} protobuf: {Text}";
}
