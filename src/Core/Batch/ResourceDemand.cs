using System.Globalization;

namespace MesosOrleans.Core.Batch;

/// <summary>The scalar resources that a task asks for, by name (<c>cpus</c>, <c>mem</c> and <c>disk</c> in MB, <c>gpus</c>).</summary>
public sealed record ResourceDemand
{
    /// <summary>0.1 cpus and 32 MB: enough for a shell command.</summary>
    public static readonly ResourceDemand Small = new() { Thousandths = [new("cpus", 100), new("mem", 32_000)] };

    private const int ThousandthsPerUnit = 1000;
    private const double AmountMax = 1e12;

    /// <summary>Amounts in thousandths of the resource's unit, greater than 0, in the order given.</summary>
    public required IReadOnlyList<KeyValuePair<string, long>> Thousandths { get; init; }

    /// <summary>A demand for processors and memory.</summary>
    /// <param name="cpus">Processors, more than 0.</param>
    /// <param name="memMegabytes">Memory in MB, more than 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An amount is not a finite number above 0.</exception>
    public static ResourceDemand Of(double cpus, double memMegabytes) => new()
    {
        Thousandths = [new("cpus", ToThousandths(cpus)), new("mem", ToThousandths(memMegabytes))],
    };

    /// <summary>Reads the text form <c>cpus:0.1;mem:32</c>.</summary>
    /// <exception cref="FormatException">The text does not have this form; the message says which part and why.</exception>
    public static ResourceDemand Parse(string text)
    {
        var amounts = new List<KeyValuePair<string, long>>();
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            var name = colon < 0 ? part : part[..colon].Trim();
            if (colon <= 0 || name.Length == 0)
            {
                throw new FormatException($"'{part}' is not of the form name:amount");
            }

            if (!double.TryParse(part.AsSpan(colon + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var amount)
                || !(amount > 0 && amount <= AmountMax))
            {
                throw new FormatException($"the amount of '{name}' must be a number above 0, not '{part[(colon + 1)..]}'");
            }

            if (amounts.Exists(entry => entry.Key == name))
            {
                throw new FormatException($"'{name}' is given twice");
            }

            amounts.Add(new(name, ToThousandths(amount)));
        }

        return amounts.Count > 0
            ? new ResourceDemand { Thousandths = amounts }
            : throw new FormatException("no resources are given");
    }

    /// <summary>The text form, as <see cref="Parse"/> reads it.</summary>
    public override string ToString() => string.Join(';', Thousandths.Select(entry =>
        string.Create(CultureInfo.InvariantCulture, $"{entry.Key}:{entry.Value / (double)ThousandthsPerUnit}")));

    private static long ToThousandths(double amount)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(amount > 0 && amount <= AmountMax, true, nameof(amount));
        return Math.Max(1, (long)Math.Round(amount * ThousandthsPerUnit, MidpointRounding.AwayFromZero));
    }
}
