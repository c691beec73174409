using System.Collections.Concurrent;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace MesosOrleans.Protocol.Json;

/// <summary>
/// How one message type is written, read and checked: an array of field plans with names encoded and accessors bound.
/// Built once per type, then only read; safe for concurrent use.
/// </summary>
internal sealed class MessagePlan
{
    /// <summary>One bit per field tells which keys were seen.</summary>
    private const int MaxFields = 128;

    /// <summary>Longest name of any field, in bytes; a longer key is unknown.</summary>
    private const int MaxNameBytes = 256;

    private static readonly ConcurrentDictionary<MessageDescriptor, MessagePlan> Plans = new();

    private readonly MessageDescriptor _descriptor;
    private readonly Lazy<Parts> _parts;

    private MessagePlan(MessageDescriptor descriptor)
    {
        _descriptor = descriptor;
        // Lazy because message types refer to themselves.
        _parts = new Lazy<Parts>(() => new Parts(descriptor));
    }

    /// <summary>The plan of a message type.</summary>
    /// <exception cref="NotSupportedException">The type has more than 128 fields, groups, extensions or maps whose
    /// key is no string.</exception>
    public static MessagePlan For(MessageDescriptor descriptor) =>
        Plans.TryGetValue(descriptor, out var plan)
            ? plan
            : Plans.GetOrAdd(descriptor, static d => new MessagePlan(d));

    public void Write(IMessage message, ref JsonBuffer output)
    {
        output.Byte((byte)'{');
        var first = true;
        foreach (var field in _parts.Value.Fields)
        {
            field.Write(message, ref output, ref first);
        }

        output.Byte((byte)'}');
    }

    /// <summary>Reads the object at which the reader stands into an empty message.</summary>
    public ReadOutcome Read(ref JsonInput input, IMessage message)
    {
        var names = _parts.Value.Names;
        UInt128 seen = 0;
        while (input.Reader.Read() && input.Reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = Find(ref input.Reader, names);
            input.Reader.Read();
            if (field is null)
            {
                input.Reader.Skip();
                continue;
            }

            var bit = UInt128.One << field.Index;
            if ((seen & bit) != 0)
            {
                field.Clear(message);
            }

            seen |= bit;
            if (!field.Read(ref input, message))
            {
                return ReadOutcome.Failed;
            }
        }

        return ReadOutcome.Value;
    }

    /// <summary>Whether every required field, here and below, is present.</summary>
    public bool IsComplete(IMessage message)
    {
        foreach (var field in _parts.Value.Checked)
        {
            if (!field.IsComplete(message))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Adds the dotted paths of missing required fields: own ones in order of declaration, then those below
    /// in order of field numbers.</summary>
    public void FindMissing(IMessage message, string prefix, List<string> missing)
    {
        foreach (var field in _parts.Value.Checked)
        {
            if (field.IsRequired && !field.IsPresent(message))
            {
                missing.Add(prefix + field.Name);
            }
        }

        foreach (var field in _parts.Value.CheckedByNumber)
        {
            field.FindMissingBelow(message, prefix, missing);
        }
    }

    /// <summary>Makes enum values absent whose number has no name, here and below.</summary>
    public void DropUnknownEnums(IMessage message)
    {
        foreach (var field in _parts.Value.WithEnums)
        {
            field.DropUnknownEnums(message);
        }
    }

    public override string ToString() => _descriptor.FullName;

    private static FieldPlan? Find(ref Utf8JsonReader reader, FieldNames names)
    {
        if (!reader.ValueIsEscaped)
        {
            return names.Find(reader.ValueSpan);
        }

        // An escape takes at most six bytes for one.
        if (reader.ValueSpan.Length > MaxNameBytes * 6)
        {
            return null;
        }

        Span<byte> unescaped = stackalloc byte[MaxNameBytes * 6];
        return names.Find(unescaped[..reader.CopyString(unescaped)]);
    }

    private static bool Reaches(
        MessageDescriptor type, Func<FieldDescriptor, bool> wanted, HashSet<MessageDescriptor> visited)
    {
        if (!visited.Add(type))
        {
            return false;
        }

        foreach (var field in type.Fields.InDeclarationOrder())
        {
            if (wanted(field)
                || (field.FieldType == FieldType.Message && Reaches(field.MessageType, wanted, visited)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Leads(FieldDescriptor field, Func<FieldDescriptor, bool> wanted) =>
        wanted(field) || (field.FieldType == FieldType.Message && Reaches(field.MessageType, wanted, []));

    /// <summary>What is built when the plan is first used.</summary>
    private sealed class Parts
    {
        public Parts(MessageDescriptor descriptor)
        {
            var fields = descriptor.Fields.InDeclarationOrder();
            if (fields.Count > MaxFields)
            {
                throw new NotSupportedException($"{descriptor.FullName} has more than {MaxFields} fields");
            }

            Fields = new FieldPlan[fields.Count];
            var isChecked = new List<FieldPlan>();
            var withEnums = new List<FieldPlan>();
            for (var i = 0; i < fields.Count; i++)
            {
                var plan = FieldPlanFactory.Create(fields[i]);
                Fields[i] = plan;
                if (Leads(fields[i], static f => f.IsRequired))
                {
                    isChecked.Add(plan);
                }

                if (Leads(fields[i], static f => f.FieldType == FieldType.Enum))
                {
                    withEnums.Add(plan);
                }
            }

            Checked = [.. isChecked];
            CheckedByNumber = [.. isChecked.OrderBy(static f => f.Number)];
            WithEnums = [.. withEnums];
            Names = new FieldNames(Fields);
        }

        public FieldPlan[] Fields { get; }

        public FieldPlan[] Checked { get; }

        public FieldPlan[] CheckedByNumber { get; }

        public FieldPlan[] WithEnums { get; }

        public FieldNames Names { get; }
    }
}
