using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.Serializers;
using Orleans.Serialization.WireProtocol;

namespace MesosOrleans.Grains.Interfaces.Serialization;

/// <summary>
/// Lets grain messages carry protobuf messages of <c>src/Protocol</c>. On the wire: the message's full name, then its
/// protobuf form. Messages are frozen once sent, so a copy is the message itself.
/// </summary>
[Alias(WellKnownAlias)]
public sealed class ProtocolCodec : IGeneralizedCodec, IGeneralizedCopier, ITypeFilter
{
    /// <summary>Name of this codec in type manifests.</summary>
    public const string WellKnownAlias = "mesos-protocol";

    private const int StackBytesMax = 512;
    private static readonly Type SelfType = typeof(ProtocolCodec);

    // Only messages of the protocol are readable: a peer cannot name any other type.
    private static readonly FrozenDictionary<string, MessageParser> Parsers = CollectParsers();

    private static readonly FrozenDictionary<Type, byte[]> Names = Parsers.Values
        .Select(parser => parser.GetType().GetGenericArguments()[0])
        .ToFrozenDictionary(type => type, type => Encoding.UTF8.GetBytes(DescriptorOf(type)!.FullName));

    void IFieldCodec.WriteField<TBufferWriter>(
        ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, object? value)
    {
        if (ReferenceCodec.TryWriteReferenceField(ref writer, fieldIdDelta, expectedType, value))
        {
            return;
        }

        var message = (IMessage)value;
        var name = Names[value.GetType()];
        var size = message.CalculateSize();
        writer.WriteFieldHeader(fieldIdDelta, expectedType, SelfType, WireType.LengthPrefixed);
        writer.WriteVarUInt32((uint)(sizeof(byte) + name.Length + size));
        writer.WriteByte(checked((byte)name.Length));
        writer.Write(name);
        WriteMessage(ref writer, message, size);
    }

    object? IFieldCodec.ReadValue<TInput>(ref Reader<TInput> reader, Field field)
    {
        if (field.IsReference)
        {
            return ReferenceCodec.ReadReference(ref reader, field.FieldType);
        }

        field.EnsureWireType(WireType.LengthPrefixed);
        var length = (int)reader.ReadVarUInt32();
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var payload = rented.AsSpan(0, length);
            reader.ReadBytes(payload);
            var nameLength = payload[0];
            var name = Encoding.UTF8.GetString(payload.Slice(1, nameLength));
            if (!Parsers.TryGetValue(name, out var parser))
            {
                throw new InvalidDataException($"'{name}' is no message of the protocol");
            }

            var result = parser.ParseFrom(rented, 1 + nameLength, length - 1 - nameLength);
            ReferenceCodec.RecordObject(reader.Session, result);
            return result;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    bool IGeneralizedCodec.IsSupportedType(Type type) => type == SelfType || IsMessage(type);

    bool IGeneralizedCopier.IsSupportedType(Type type) => IsMessage(type);

    object? IDeepCopier.DeepCopy(object? input, CopyContext context) => input;

    bool? ITypeFilter.IsTypeAllowed(Type type) => type == SelfType || IsMessage(type) ? true : null;

    private static bool IsMessage(Type type) =>
        typeof(IMessage).IsAssignableFrom(type) && type.Assembly == typeof(Protocol.V1.TaskInfo).Assembly;

    private static void WriteMessage<TBufferWriter>(ref Writer<TBufferWriter> writer, IMessage message, int size)
        where TBufferWriter : IBufferWriter<byte>
    {
        if (size <= StackBytesMax)
        {
            Span<byte> buffer = stackalloc byte[size];
            message.WriteTo(buffer);
            writer.Write(buffer);
            return;
        }

        var rented = ArrayPool<byte>.Shared.Rent(size);
        message.WriteTo(rented.AsSpan(0, size));
        writer.Write(rented.AsSpan(0, size));
        ArrayPool<byte>.Shared.Return(rented);
    }

    private static MessageDescriptor? DescriptorOf(Type type) =>
        type.GetProperty("Descriptor")?.GetValue(null) as MessageDescriptor;

    private static FrozenDictionary<string, MessageParser> CollectParsers()
    {
        var parsers = new Dictionary<string, MessageParser>(StringComparer.Ordinal);
        foreach (var type in typeof(Protocol.V1.TaskInfo).Assembly.GetTypes())
        {
            if (IsMessage(type) && DescriptorOf(type) is { } descriptor)
            {
                parsers[descriptor.FullName] = descriptor.Parser;
            }
        }

        return parsers.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
