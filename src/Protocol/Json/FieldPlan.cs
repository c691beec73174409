using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace MesosOrleans.Protocol.Json;

/// <summary>All that is known beforehand about one field of a message type.</summary>
internal abstract class FieldPlan(FieldDescriptor field)
{
    /// <summary>The field's name as in the .proto.</summary>
    public string Name { get; } = field.Name;

    /// <summary>The name in UTF-8.</summary>
    public byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(field.Name);

    /// <summary><c>"name":</c>, ready to be written.</summary>
    public byte[] Key { get; } = Encoding.UTF8.GetBytes($"\"{field.Name}\":");

    /// <summary>The place in the message's plan, in order of declaration.</summary>
    public int Index { get; } = field.Index;

    /// <summary>The field number.</summary>
    public int Number { get; } = field.FieldNumber;

    public bool IsRequired { get; } = field.IsRequired;

    /// <summary>Whether the field appears with its default when it is unset.</summary>
    public bool WritesDefault { get; } =
        field.ToProto().HasDefaultValue && !(field.GetOptions()?.Deprecated ?? false);

    /// <summary>Writes key and value if the field is to appear. A comma goes before unless it is the first.</summary>
    public abstract void Write(IMessage message, ref JsonBuffer output, ref bool first);

    /// <summary>Takes the reader's current value, of any kind, into the field.</summary>
    public abstract bool Read(ref JsonInput input, IMessage message);

    /// <summary>Makes the field absent.</summary>
    public void Clear(IMessage message) => field.Accessor.Clear(message);

    /// <summary>Whether the field is present if required, and everything below it complete.</summary>
    public abstract bool IsComplete(IMessage message);

    /// <summary>Whether the field itself holds a value.</summary>
    public abstract bool IsPresent(IMessage message);

    /// <summary>Adds the paths of missing required fields below this one.</summary>
    public abstract void FindMissingBelow(IMessage message, string prefix, List<string> missing);

    /// <summary>Makes enum values absent whose number has no name.</summary>
    public abstract void DropUnknownEnums(IMessage message);

    protected void WriteKey(ref JsonBuffer output, ref bool first)
    {
        if (!first)
        {
            output.Byte((byte)',');
        }

        first = false;
        output.Raw(Key);
    }
}
