using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using MesosOrleans.Protocol.Json;

namespace MesosOrleans.Transport;

/// <summary>Reads and writes messages in either encoding.</summary>
internal static class MessageCodec
{
    /// <summary>Reads a message.</summary>
    /// <param name="format">The encoding.</param>
    /// <param name="bytes">The whole body.</param>
    /// <param name="message">The message, complete; null when the result is false.</param>
    /// <param name="error">Body of the 400 answer when the result is false.</param>
    public static bool TryParse<T>(
        MessageFormat format, ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out T? message, out string error)
        where T : class, IMessage<T>, new()
    {
        if (format == MessageFormat.Protobuf)
        {
            var read = ProtobufWire.TryParse(bytes, out message, out _);
            error = "Failed to parse body into Call protobuf";
            return read;
        }

        if (MesosJson.TryParse(bytes.Span, out message, out var reason))
        {
            error = "";
            return true;
        }

        error = reason.ToResponseBody("Call");
        return false;
    }

    /// <summary>Writes a message.</summary>
    public static void Write(MessageFormat format, IMessage message, IBufferWriter<byte> output)
    {
        if (format == MessageFormat.Json)
        {
            MesosJson.Write(message, output);
        }
        else
        {
            message.WriteTo(output);
        }
    }
}
