using System.Globalization;

namespace MesosOrleans.Core.Resources;

/// <summary>Scalars are kept as whole thousandths, so that sums never drift.</summary>
public static class FixedPoint
{
    /// <summary>Thousandths in one unit.</summary>
    public const long Unit = 1000;

    // Beyond this a double no longer fits the thousandths of a long.
    private const double MaxScalar = 9.22e15;

    /// <summary>True when a value can be counted in thousandths at all.</summary>
    public static bool IsRepresentable(double value) => Math.Abs(value) < MaxScalar;

    /// <summary>Thousandths of a value; half a thousandth goes away from zero. Too large values saturate.</summary>
    public static long FromDouble(double value) => (long)Math.Round(value * 1000d, MidpointRounding.AwayFromZero);

    /// <summary>The value of an amount of thousandths.</summary>
    public static double ToDouble(long milli) => (milli / Unit) + (milli % Unit / 1000.0);

    /// <summary>Thousandths of a count; too large counts saturate.</summary>
    public static long FromCount(ulong count) =>
        count > (ulong)(long.MaxValue / Unit) ? long.MaxValue : (long)count * Unit;

    /// <summary>The sum, which saturates instead of wrapping.</summary>
    public static long Add(long left, long right)
    {
        var sum = unchecked(left + right);
        if (((left ^ sum) & (right ^ sum)) < 0)
        {
            return left < 0 ? long.MinValue : long.MaxValue;
        }

        return sum;
    }

    /// <summary>The shortest decimal text: at most three decimals, no trailing zeros, no exponent.</summary>
    public static string Format(long milli)
    {
        var fraction = Math.Abs(milli % Unit);
        if (fraction == 0)
        {
            return (milli / Unit).ToString(CultureInfo.InvariantCulture);
        }

        var sign = milli < 0 ? "-" : string.Empty;
        var whole = Math.Abs(milli / Unit);
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{whole}.{fraction:000}").TrimEnd('0');
    }
}
