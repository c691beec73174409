using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;

namespace MesosOrleans.Protocol.Json;

internal sealed class RepeatedFieldPlan<TMessage, TValue> : FieldPlan
    where TMessage : class, IMessage<TMessage>
{
    private readonly ValueCodec<TValue> _codec;
    private readonly Func<TMessage, RepeatedField<TValue>> _get;

    public RepeatedFieldPlan(FieldDescriptor field, ValueCodec<TValue> codec)
        : base(field)
    {
        _codec = codec;
        _get = typeof(TMessage).GetProperty(field.PropertyName)!.GetMethod!
            .CreateDelegate<Func<TMessage, RepeatedField<TValue>>>();
    }

    public override bool IsPresent(IMessage message) => _get((TMessage)message).Count > 0;

    public override void Write(IMessage message, ref JsonBuffer output, ref bool first)
    {
        var values = _get((TMessage)message);
        if (values.Count == 0)
        {
            return;
        }

        WriteKey(ref output, ref first);
        var separator = (byte)'[';
        for (var i = 0; i < values.Count; i++)
        {
            if (_codec.IsKnown(values[i]))
            {
                output.Byte(separator);
                separator = (byte)',';
                _codec.Write(values[i], ref output);
            }
        }

        if (separator == '[')
        {
            output.Byte(separator);
        }

        output.Byte((byte)']');
    }

    public override bool Read(ref JsonInput input, IMessage message) => ReadInto(ref input, _get((TMessage)message));

    public override bool IsComplete(IMessage message)
    {
        if (_codec.Message is { } below)
        {
            foreach (var value in _get((TMessage)message))
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
            var values = _get((TMessage)message);
            for (var i = 0; i < values.Count; i++)
            {
                below.FindMissing((IMessage)values[i]!, $"{prefix}{Name}[{i}].", missing);
            }
        }
    }

    public override void DropUnknownEnums(IMessage message)
    {
        var values = _get((TMessage)message);
        for (var i = values.Count - 1; i >= 0; i--)
        {
            if (_codec.Message is { } below)
            {
                below.DropUnknownEnums((IMessage)values[i]!);
            }
            else if (!_codec.IsKnown(values[i]))
            {
                values.RemoveAt(i);
            }
        }
    }

    /// <summary>Appends a single value, or the elements of an array (of arrays); null adds nothing.</summary>
    private bool ReadInto(ref JsonInput input, RepeatedField<TValue> values)
    {
        if (input.Reader.TokenType == JsonTokenType.Null)
        {
            return true;
        }

        if (input.Reader.TokenType == JsonTokenType.StartArray)
        {
            while (input.Reader.Read() && input.Reader.TokenType != JsonTokenType.EndArray)
            {
                if (!ReadInto(ref input, values))
                {
                    return false;
                }
            }

            return true;
        }

        var outcome = _codec.Read(ref input, out var value);
        if (outcome == ReadOutcome.Value)
        {
            values.Add(value);
        }

        return outcome != ReadOutcome.Failed;
    }
}
