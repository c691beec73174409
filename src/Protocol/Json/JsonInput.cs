using System.Text.Json;

namespace MesosOrleans.Protocol.Json;

/// <summary>A JSON reader together with the first conversion error.</summary>
internal ref struct JsonInput(ReadOnlySpan<byte> utf8)
{
    /// <summary>The reader, at the value to convert.</summary>
    public Utf8JsonReader Reader = new(utf8, new JsonReaderOptions { MaxDepth = MesosJson.MaxDepth });

    /// <summary>The first conversion error, or null.</summary>
    public string? Error { get; private set; }

    public ReadOutcome Fail(string error)
    {
        Error ??= error;
        return ReadOutcome.Failed;
    }

    /// <summary>The value's kind does not fit the field.</summary>
    public ReadOutcome FailKind(string field)
    {
        var kind = Reader.TokenType switch
        {
            JsonTokenType.StartArray => "array",
            JsonTokenType.StartObject => "object",
            JsonTokenType.String => "string",
            JsonTokenType.Number => "number",
            _ => "boolean",
        };
        return Fail($"Not expecting a JSON {kind} for field '{field}'");
    }
}
