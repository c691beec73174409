using System.Text.Json;

namespace MesosOrleans.Protocol.Json;

internal sealed class BoolCodec(string field) : ValueCodec<bool>
{
    public override bool Empty => false;

    public override void Write(bool value, ref JsonBuffer output) => output.Bool(value);

    public override ReadOutcome Read(ref JsonInput input, out bool value)
    {
        value = false;
        switch (input.Reader.TokenType)
        {
            case JsonTokenType.True:
                value = true;
                return ReadOutcome.Value;
            case JsonTokenType.False:
                return ReadOutcome.Value;
            case JsonTokenType.String:
                var text = input.Reader.GetString()!;
                switch (text.AsSpan().Trim(NumberText.Blanks))
                {
                    case "true":
                        value = true;
                        return ReadOutcome.Value;
                    case "false":
                        return ReadOutcome.Value;
                    default:
                        return input.Fail($"Failed to parse '{text}' as a JSON boolean for field '{field}'");
                }

            default:
                return input.FailKind(field);
        }
    }
}
