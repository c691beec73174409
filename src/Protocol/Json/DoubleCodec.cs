using System.Buffers.Text;
using System.Text.Json;

namespace MesosOrleans.Protocol.Json;

internal sealed class DoubleCodec(string field) : ValueCodec<double>
{
    public override double Empty => 0;

    public override void Write(double value, ref JsonBuffer output) => output.Double(value);

    public override ReadOutcome Read(ref JsonInput input, out double value)
    {
        value = 0;
        if (input.Reader.TokenType == JsonTokenType.String)
        {
            if (input.Reader.ValueTextEquals("Infinity"u8))
            {
                value = double.PositiveInfinity;
                return ReadOutcome.Value;
            }

            if (input.Reader.ValueTextEquals("-Infinity"u8))
            {
                value = double.NegativeInfinity;
                return ReadOutcome.Value;
            }
        }

        if (!NumberText.TryFind(ref input, field, out var number))
        {
            return ReadOutcome.Failed;
        }

        var parsed = Utf8Parser.TryParse(number, out value, out var consumed) && consumed == number.Length;
        return parsed && double.IsFinite(value)
            ? ReadOutcome.Value
            : NumberText.FailRange(ref input, field, number);
    }
}
