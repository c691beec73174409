using System.Numerics;

namespace MesosOrleans.Protocol.Json;

/// <summary>int32, int64, uint32 and uint64, which are all plain JSON numbers.</summary>
internal sealed class IntegerCodec<T>(string field) : ValueCodec<T>
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
{
    public override T Empty => T.Zero;

    public override void Write(T value, ref JsonBuffer output)
    {
        if (typeof(T) == typeof(ulong))
        {
            output.UInt64(ulong.CreateTruncating(value));
        }
        else
        {
            output.Int64(long.CreateTruncating(value));
        }
    }

    public override ReadOutcome Read(ref JsonInput input, out T value)
    {
        value = default;
        if (!NumberText.TryFind(ref input, field, out var number))
        {
            return ReadOutcome.Failed;
        }

        if (!NumberText.TryTruncate(number, out var wide)
            || wide < Int128.CreateChecked(T.MinValue)
            || wide > Int128.CreateChecked(T.MaxValue))
        {
            return NumberText.FailRange(ref input, field, number);
        }

        value = T.CreateTruncating(wide);
        return ReadOutcome.Value;
    }
}
