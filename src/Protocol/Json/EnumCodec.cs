using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Google.Protobuf.Reflection;

namespace MesosOrleans.Protocol.Json;

/// <summary>Enums travel by name. A name that is not known counts as absent, unless the field is required.</summary>
internal sealed class EnumCodec<TEnum> : ValueCodec<TEnum>
    where TEnum : struct, Enum
{
    private readonly string _field;
    private readonly bool _required;
    private readonly Dictionary<int, byte[]> _quotedNames = [];
    private readonly (byte[] Name, int Number)[] _values;

    public EnumCodec(string field, EnumDescriptor type, bool required)
    {
        _field = field;
        _required = required;
        _values = new (byte[], int)[type.Values.Count];
        for (var i = 0; i < _values.Length; i++)
        {
            var value = type.Values[i];
            _values[i] = (Encoding.UTF8.GetBytes(value.Name), value.Number);
            _quotedNames.TryAdd(value.Number, Encoding.UTF8.GetBytes($"\"{value.Name}\""));
        }
    }

    public override TEnum Empty => FromNumber(_values[0].Number);

    public override bool IsKnown(TEnum value) => _quotedNames.ContainsKey(ToNumber(value));

    public override void Write(TEnum value, ref JsonBuffer output) => output.Raw(_quotedNames[ToNumber(value)]);

    public override ReadOutcome Read(ref JsonInput input, out TEnum value)
    {
        value = default;
        if (input.Reader.TokenType != JsonTokenType.String)
        {
            return input.FailKind(_field);
        }

        foreach (var (name, number) in _values)
        {
            if (input.Reader.ValueTextEquals(name))
            {
                value = FromNumber(number);
                return ReadOutcome.Value;
            }
        }

        return _required
            ? input.Fail($"Failed to find enum for '{input.Reader.GetString()}'")
            : ReadOutcome.Dropped;
    }

    private static int ToNumber(TEnum value) => Unsafe.As<TEnum, int>(ref value);

    private static TEnum FromNumber(int number) => Unsafe.As<int, TEnum>(ref number);
}
