using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace MesosOrleans.Protocol.Json;

internal sealed class SingularField<TMessage, TValue> : FieldPlan
    where TMessage : class, IMessage<TMessage>
{
    private readonly ValueCodec<TValue> _codec;
    private readonly Func<TMessage, TValue> _get;
    private readonly Action<TMessage, TValue> _set;

    /// <summary>Null where the type has no HasX: messages (present unless null) and fields without presence.</summary>
    private readonly Func<TMessage, bool>? _has;

    public SingularField(FieldDescriptor field, ValueCodec<TValue> codec)
        : base(field)
    {
        _codec = codec;
        var property = typeof(TMessage).GetProperty(field.PropertyName)!;
        _get = property.GetMethod!.CreateDelegate<Func<TMessage, TValue>>();
        _set = property.SetMethod!.CreateDelegate<Action<TMessage, TValue>>();
        _has = typeof(TMessage).GetProperty("Has" + field.PropertyName)?.GetMethod?
            .CreateDelegate<Func<TMessage, bool>>();
    }

    public override bool IsPresent(IMessage message)
    {
        var typed = (TMessage)message;
        if (_has is not null)
        {
            return _has(typed);
        }

        var value = _get(typed);
        return _codec.Message is not null
            ? value is not null
            : !EqualityComparer<TValue>.Default.Equals(value, _codec.Empty);
    }

    public override void Write(IMessage message, ref JsonBuffer output, ref bool first)
    {
        if (!WritesDefault && !IsPresent(message))
        {
            return;
        }

        var value = _get((TMessage)message);
        if (_codec.IsKnown(value))
        {
            WriteKey(ref output, ref first);
            _codec.Write(value, ref output);
        }
    }

    public override bool Read(ref JsonInput input, IMessage message)
    {
        switch (input.Reader.TokenType)
        {
            case JsonTokenType.Null:
                return true;
            case JsonTokenType.StartArray:
                input.FailKind(Name);
                return false;
        }

        var outcome = _codec.Read(ref input, out var value);
        if (outcome == ReadOutcome.Value)
        {
            _set((TMessage)message, value);
        }

        return outcome != ReadOutcome.Failed;
    }

    public override bool IsComplete(IMessage message)
    {
        if (!IsPresent(message))
        {
            return !IsRequired;
        }

        return _codec.Message is not { } below || below.IsComplete((IMessage)_get((TMessage)message)!);
    }

    public override void FindMissingBelow(IMessage message, string prefix, List<string> missing)
    {
        if (_codec.Message is { } below && IsPresent(message))
        {
            below.FindMissing((IMessage)_get((TMessage)message)!, $"{prefix}{Name}.", missing);
        }
    }

    public override void DropUnknownEnums(IMessage message)
    {
        if (!IsPresent(message))
        {
            return;
        }

        var value = _get((TMessage)message);
        if (_codec.Message is { } below)
        {
            below.DropUnknownEnums((IMessage)value!);
        }
        else if (!_codec.IsKnown(value))
        {
            Clear(message);
        }
    }
}
