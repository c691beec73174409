namespace MesosOrleans.Protocol.Json;

/// <summary>Converts one value of a field's type to and from JSON. Stateless; one instance per field.</summary>
/// <typeparam name="TValue">The C# type of the field's value.</typeparam>
internal abstract class ValueCodec<TValue>
{
    /// <summary>Whether the value can be written at all (an enum number without a name cannot).</summary>
    public virtual bool IsKnown(TValue value) => true;

    /// <summary>Writes the value.</summary>
    public abstract void Write(TValue value, ref JsonBuffer output);

    /// <summary>Converts the reader's current value, which is neither null nor an array.</summary>
    public abstract ReadOutcome Read(ref JsonInput input, out TValue value);

    /// <summary>The value that stands for a map entry whose JSON value is null.</summary>
    public abstract TValue Empty { get; }

    /// <summary>The plan of the value if it is a message, else null.</summary>
    public virtual MessagePlan? Message => null;
}
