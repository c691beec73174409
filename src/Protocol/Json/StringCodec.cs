using System.Text.Json;

namespace MesosOrleans.Protocol.Json;

internal sealed class StringCodec(string field) : ValueCodec<string>
{
    public override string Empty => "";

    public override void Write(string value, ref JsonBuffer output) => output.String(value);

    public override ReadOutcome Read(ref JsonInput input, out string value)
    {
        if (input.Reader.TokenType != JsonTokenType.String)
        {
            value = "";
            return input.FailKind(field);
        }

        value = input.Reader.GetString()!;
        return ReadOutcome.Value;
    }
}
