using System.Globalization;

namespace MesosOrleans.Core.Resources;

/// <summary>Whole numbers from <paramref name="Begin"/> to <paramref name="End"/>, both included.</summary>
/// <param name="Begin">The first number.</param>
/// <param name="End">The last number.</param>
public readonly record struct ValueRange(ulong Begin, ulong End)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Begin}-{End}");
}
