using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;

namespace MesosOrleans.Protocol.Json;

/// <summary>A map with string keys, which is an object in JSON.</summary>
internal sealed class MapFieldPlan<TMessage, TValue> : FieldPlan
    where TMessage : class, IMessage<TMessage>
{
    private readonly ValueCodec<TValue> _codec;
    private readonly Func<TMessage, MapField<string, TValue>> _get;

    public MapFieldPlan(FieldDescriptor field, ValueCodec<TValue> codec)
        : base(field)
    {
        _codec = codec;
        _get = typeof(TMessage).GetProperty(field.PropertyName)!.GetMethod!
            .CreateDelegate<Func<TMessage, MapField<string, TValue>>>();
    }

    public override bool IsPresent(IMessage message) => _get((TMessage)message).Count > 0;

    public override void Write(IMessage message, ref JsonBuffer output, ref bool first)
    {
        var entries = _get((TMessage)message);
        if (entries.Count == 0)
        {
            return;
        }

        WriteKey(ref output, ref first);
        var separator = (byte)'{';
        foreach (var (key, value) in entries)
        {
            output.Byte(separator);
            separator = (byte)',';
            output.String(key);
            output.Byte((byte)':');
            _codec.Write(value, ref output);
        }

        output.Byte((byte)'}');
    }

    public override bool Read(ref JsonInput input, IMessage message)
    {
        switch (input.Reader.TokenType)
        {
            case JsonTokenType.Null:
                return true;
            case JsonTokenType.StartArray:
                while (input.Reader.Read() && input.Reader.TokenType != JsonTokenType.EndArray)
                {
                    if (!Read(ref input, message))
                    {
                        return false;
                    }
                }

                return true;
            case JsonTokenType.StartObject:
                return ReadEntries(ref input, _get((TMessage)message));
            default:
                input.FailKind(Name);
                return false;
        }
    }

    public override bool IsComplete(IMessage message)
    {
        if (_codec.Message is { } below)
        {
            foreach (var (_, value) in _get((TMessage)message))
            {
                if (!below.IsComplete((IMessage)value!))
                {
                    return false;
                }
            }
        }

        return true;
    }

    public override void FindMissingBelow(IMessage message, string prefix, List<string> missing)
    {
        if (_codec.Message is { } below)
        {
            var i = 0;
            foreach (var (_, value) in _get((TMessage)message))
            {
                below.FindMissing((IMessage)value!, $"{prefix}{Name}[{i++}].value.", missing);
            }
        }
    }

    public override void DropUnknownEnums(IMessage message)
    {
        if (_codec.Message is { } below)
        {
            foreach (var (_, value) in _get((TMessage)message))
            {
                below.DropUnknownEnums((IMessage)value!);
            }
        }
    }

    private bool ReadEntries(ref JsonInput input, MapField<string, TValue> entries)
    {
        while (input.Reader.Read() && input.Reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = input.Reader.GetString()!;
            input.Reader.Read();
            if (input.Reader.TokenType == JsonTokenType.Null)
            {
                entries[key] = _codec.Empty;
                continue;
            }

            if (input.Reader.TokenType == JsonTokenType.StartArray)
            {
                input.FailKind("value");
                return false;
            }

            if (_codec.Read(ref input, out var value) == ReadOutcome.Failed)
            {
                return false;
            }

            entries[key] = value;
        }

        return true;
    }
}
