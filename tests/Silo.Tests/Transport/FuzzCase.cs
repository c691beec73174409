namespace MesosOrleans.Silo.Tests.Transport;

/// <summary>One body, and where it goes.</summary>
/// <param name="Path">The path.</param>
/// <param name="Type">The content type that is claimed, or null.</param>
/// <param name="Body">The body.</param>
internal sealed record FuzzCase(string Path, string? Type, byte[] Body)
{
    private const int ShownMax = 2000;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Path} {Type} {Body.Length} bytes: {Convert.ToHexString(Body.AsSpan(0, Math.Min(Body.Length, ShownMax)))}";
}
