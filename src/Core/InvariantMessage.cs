using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace MesosOrleans.Core;

/// <summary>The message of <see cref="Invariant"/>, formatted only when the check fails.</summary>
[InterpolatedStringHandler]
public readonly ref struct InvariantMessage
{
    private readonly StringBuilder? _text;

    /// <summary>Called by the compiler.</summary>
    public InvariantMessage(int literalLength, int formattedCount, bool condition, out bool enabled)
    {
        enabled = !condition;
        _text = enabled ? new StringBuilder(literalLength + (formattedCount * 16)) : null;
    }

    /// <summary>Called by the compiler.</summary>
    public void AppendLiteral(string text) => _text?.Append(text);

    /// <summary>Called by the compiler.</summary>
    public void AppendFormatted<T>(T value) => _text?.Append(CultureInfo.InvariantCulture, $"{value}");

    /// <inheritdoc/>
    public override string ToString() => _text?.ToString() ?? string.Empty;
}
