using Google.Protobuf.Reflection;

namespace MesosOrleans.Protocol.Tests;

/// <summary>The generated types against the table of the v1 API: every row there, and no row missing.</summary>
public sealed class WireConformanceTests
{
    private const string Deprecated = "[deprecated]";

    private static readonly Row[] Rows = [.. File.ReadLines(Path.Combine("Data", "wire-v1.tsv")).Skip(1).Select(Row.Parse)];

    [Fact]
    public void EveryFieldHasItsNumberTypeLabelAndDefault()
    {
        foreach (var row in Rows.Where(r => r.Kind == "field"))
        {
            var message = Assert.Contains(row.Type, AllMessages.Messages);
            var field = message.FindFieldByName(row.Name);
            Assert.True(field is not null, $"{row.Type}.{row.Name} is missing");
            Assert.Equal(row, new Row(row.Type, "field", field.Name, field.FieldNumber.ToString(Invariant),
                TypeOf(field), LabelOf(field), DefaultOf(field), field.ContainingOneof?.Name ?? ""));
        }
    }

    [Fact]
    public void EveryEnumValueHasItsNumber()
    {
        foreach (var row in Rows.Where(r => r.Kind == "enum"))
        {
            var type = Assert.Contains(row.Type, AllMessages.Enums);
            var value = type.FindValueByName(row.Name);
            Assert.True(value is not null, $"{row.Type}.{row.Name} is missing");
            Assert.Equal(row.Number, value.Number.ToString(Invariant));
        }
    }

    [Fact]
    public void EveryMessageOfTheTableExists()
    {
        foreach (var row in Rows.Where(r => r.Kind == "message"))
        {
            Assert.Contains(row.Type, AllMessages.Messages);
        }
    }

    [Fact]
    public void NothingExistsThatTheTableDoesNotHave()
    {
        var known = Rows.Where(r => r.Kind != "message").Select(r => $"{r.Type} {r.Name}").ToHashSet();
        var fields = AllMessages.Messages.Values
            .SelectMany(m => m.Fields.InDeclarationOrder().Select(f => $"{m.FullName} {f.Name}"));
        var values = AllMessages.Enums.Values.SelectMany(e => e.Values.Select(v => $"{e.FullName} {v.Name}"));
        Assert.All(fields.Concat(values), name => Assert.Contains(name, known));
    }

    private static IFormatProvider Invariant => System.Globalization.CultureInfo.InvariantCulture;

    private static string TypeOf(FieldDescriptor field)
    {
        if (field.IsMap)
        {
            var entry = field.MessageType;
            return $"map<{TypeOf(entry.FindFieldByNumber(1))},{TypeOf(entry.FindFieldByNumber(2))}>";
        }

        return field.FieldType switch
        {
            FieldType.Message => $"message:{field.MessageType.FullName}",
            FieldType.Enum => $"enum:{field.EnumType.FullName}",
            _ => field.FieldType.ToString().ToLowerInvariant(),
        };
    }

    private static string LabelOf(FieldDescriptor field) =>
        field.IsRepeated ? "repeated" : field.IsRequired ? "required" : "optional";

    private static string DefaultOf(FieldDescriptor field)
    {
        var text = field.ToProto().HasDefaultValue ? field.ToProto().DefaultValue : "";
        return (field.GetOptions()?.Deprecated ?? false) ? $"{text} {Deprecated}".Trim() : text;
    }

    private sealed record Row(
        string Type, string Kind, string Name, string Number, string FieldType, string Label, string Default, string Oneof)
    {
        public static Row Parse(string line)
        {
            var c = line.Split('\t');
            return new Row(c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8]);
        }
    }
}
