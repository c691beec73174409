using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace MesosOrleans.Protocol.Tests;

/// <summary>Random messages with all required fields, of any type, from a seed.</summary>
internal sealed class RandomMessage(int seed)
{
    private const int MaxDepth = 5;

    private static readonly string[] Texts =
    [
        "", "a", "task-1", "with \"quotes\" \\ and / slash", "line\nbreak\ttab\r\b\f\u0001\u001f\u007f",
        "Grüße", "日本語", "emoji 😀", "<&>'+", "\u2028\ufeff\ue000",
    ];

    /// <summary>Finite ones only: the bare words for the others are written, but are no JSON to read.</summary>
    private static readonly double[] Doubles =
    [
        0, -0.0, 1, 15, 0.1, 1e-7, 1e-6, 123456.789, 1e15, 1e20, 1e21, 1e22, 1.5e300, double.Epsilon, double.MaxValue,
        -2.5, 1795419000.25,
    ];

    private readonly Random _random = new(seed);

    public IMessage Create(MessageDescriptor type) => Create(type, 0);

    private IMessage Create(MessageDescriptor type, int depth)
    {
        var message = (IMessage)Activator.CreateInstance(type.ClrType)!;
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            var wanted = field.IsRequired
                || (_random.Next(3) > 0 && (field.FieldType != FieldType.Message || depth < MaxDepth));
            if (wanted)
            {
                Fill(message, field, depth + 1);
            }
        }

        return message;
    }

    private void Fill(IMessage message, FieldDescriptor field, int depth)
    {
        if (field.IsMap)
        {
            var map = (System.Collections.IDictionary)field.Accessor.GetValue(message);
            for (var i = _random.Next(3); i > 0; i--)
            {
                map[Texts[_random.Next(Texts.Length)]] = Value(field.MessageType.FindFieldByNumber(2), depth);
            }
        }
        else if (field.IsRepeated)
        {
            var list = (System.Collections.IList)field.Accessor.GetValue(message);
            for (var i = _random.Next(3); i > 0; i--)
            {
                list.Add(Value(field, depth));
            }
        }
        else
        {
            field.Accessor.SetValue(message, Value(field, depth));
        }
    }

    private object Value(FieldDescriptor field, int depth) => field.FieldType switch
    {
        FieldType.Bool => _random.Next(2) == 1,
        FieldType.Int32 => Pick(0, 1, -1, int.MaxValue, int.MinValue),
        FieldType.Int64 => Pick(0L, 1L, -1L, long.MaxValue, long.MinValue, (1L << 53) + 1),
        FieldType.UInt32 => Pick(0u, 1u, uint.MaxValue),
        FieldType.UInt64 => Pick(0ul, 1ul, ulong.MaxValue, (ulong)long.MaxValue + 1),
        FieldType.Double => _random.Next(2) == 0 ? Doubles[_random.Next(Doubles.Length)] : _random.NextDouble() * 1e6,
        FieldType.String => Texts[_random.Next(Texts.Length)],
        FieldType.Bytes => Bytes(),
        FieldType.Enum => Enum.ToObject(
            field.EnumType.ClrType, field.EnumType.Values[_random.Next(field.EnumType.Values.Count)].Number),
        FieldType.Message => Create(field.MessageType, depth),
        _ => throw new NotSupportedException(field.FullName),
    };

    private T Pick<T>(params ReadOnlySpan<T> values) => values[_random.Next(values.Length)];

    private ByteString Bytes()
    {
        var bytes = new byte[_random.Next(20)];
        _random.NextBytes(bytes);
        return ByteString.CopyFrom(bytes);
    }
}
