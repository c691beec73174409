using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;

namespace MesosOrleans.Protocol.Json;

/// <summary>Messages on the protobuf wire, with proto2's rules that the C# runtime leaves to its user.</summary>
public static class ProtobufWire
{
    /// <summary>
    /// Reads a message. Unknown fields are dropped, an enum value without a name counts as absent. Nothing is thrown
    /// whatever the bytes are.
    /// </summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="bytes">The whole message and nothing else.</param>
    /// <param name="message">The message, complete with all required fields; null when the result is false.</param>
    /// <param name="error">Why it failed, for logs: Mesos itself answers <c>Failed to parse body into Call
    /// protobuf</c> and no more.</param>
    public static bool TryParse<T>(ReadOnlySequence<byte> bytes, [NotNullWhen(true)] out T? message, out string error)
        where T : class, IMessage<T>, new()
    {
        message = null;
        T parsed;
        try
        {
            parsed = Cached<T>.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException exception)
        {
            error = exception.Message;
            return false;
        }

        var plan = MessagePlan.For(parsed.Descriptor);
        plan.DropUnknownEnums(parsed);
        if (!plan.IsComplete(parsed))
        {
            error = $"Missing required fields: {string.Join(", ", MesosJson.MissingRequiredFields(parsed))}";
            return false;
        }

        message = parsed;
        error = "";
        return true;
    }

    /// <inheritdoc cref="TryParse{T}(ReadOnlySequence{byte}, out T, out string)"/>
    public static bool TryParse<T>(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out T? message, out string error)
        where T : class, IMessage<T>, new() =>
        TryParse(new ReadOnlySequence<byte>(bytes), out message, out error);

    private static class Cached<T>
        where T : class, IMessage<T>, new()
    {
        public static readonly MessageParser<T> Parser =
            new MessageParser<T>(static () => new T()).WithDiscardUnknownFields(true);
    }
}
