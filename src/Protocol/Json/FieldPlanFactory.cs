using System.Reflection;
using Google.Protobuf.Reflection;

namespace MesosOrleans.Protocol.Json;

/// <summary>Builds the plan of a field: its shape (one, many, map) around the codec of its type.</summary>
internal static class FieldPlanFactory
{
    /// <exception cref="NotSupportedException">The field's type or key type is none the protocol uses.</exception>
    public static FieldPlan Create(FieldDescriptor field)
    {
        var value = field.IsMap ? field.MessageType.FindFieldByNumber(2) : field;
        if (field.IsMap && field.MessageType.FindFieldByNumber(1).FieldType != FieldType.String)
        {
            throw new NotSupportedException($"The keys of {field.FullName} are no strings");
        }

        var valueType = ValueType(field, value);
        // The codec of a map's value reports errors under the name the entry gives it.
        var codec = CreateCodec(value, valueType);
        var shape = field.IsMap
            ? typeof(MapFieldPlan<,>)
            : field.IsRepeated ? typeof(RepeatedFieldPlan<,>) : typeof(SingularField<,>);
        var type = shape.MakeGenericType(field.ContainingType.ClrType, valueType);
        return (FieldPlan)Activator.CreateInstance(type, field, codec)!;
    }

    private static Type ValueType(FieldDescriptor field, FieldDescriptor value)
    {
        if (value.FieldType == FieldType.Message)
        {
            return value.MessageType.ClrType;
        }

        var property = field.ContainingType.ClrType.GetProperty(
            field.PropertyName, BindingFlags.Public | BindingFlags.Instance)!;
        var type = property.PropertyType;
        return type.IsGenericType ? type.GetGenericArguments()[^1] : type;
    }

    private static object CreateCodec(FieldDescriptor field, Type valueType) => field.FieldType switch
    {
        FieldType.Bool => new BoolCodec(field.Name),
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => new IntegerCodec<int>(field.Name),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => new IntegerCodec<long>(field.Name),
        FieldType.UInt32 or FieldType.Fixed32 => new IntegerCodec<uint>(field.Name),
        FieldType.UInt64 or FieldType.Fixed64 => new IntegerCodec<ulong>(field.Name),
        FieldType.Double => new DoubleCodec(field.Name),
        FieldType.String => new StringCodec(field.Name),
        FieldType.Bytes => new BytesCodec(field.Name),
        FieldType.Enum => Activator.CreateInstance(
            typeof(EnumCodec<>).MakeGenericType(valueType), field.Name, field.EnumType, field.IsRequired)!,
        FieldType.Message => Activator.CreateInstance(
            typeof(MessageCodec<>).MakeGenericType(valueType), field.Name, MessagePlan.For(field.MessageType))!,
        _ => throw new NotSupportedException($"{field.FullName} is of type {field.FieldType}"),
    };
}
