using System.Text;
using System.Text.Json;

namespace MesosOrleans.Conformance.Tests.Wire;

/// <summary>A whole answer.</summary>
/// <param name="Head">Status and headers.</param>
/// <param name="Body">The body, chunks joined, as it came.</param>
internal sealed record Answer(Head Head, byte[] Body)
{
    /// <summary>The status code.</summary>
    public int Status => Head.Status;

    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The body as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>Asserts a status and a plain text.</summary>
    public void Is(int status, string text)
    {
        Assert.Equal((status, text), (Status, Text));
        Assert.Equal(text.Length == 0 ? null : "text/plain; charset=utf-8", Head.Get("Content-Type"));
    }

    /// <summary>Asserts a status and how its text begins.</summary>
    public void StartsWith(int status, string text)
    {
        Assert.Equal(status, Status);
        Assert.StartsWith(text, Text, StringComparison.Ordinal);
    }

    /// <summary>Asserts 202 with an empty body.</summary>
    public void IsAccepted()
    {
        Is(202, "");
        Assert.Equal("0", Head.Get("Content-Length"));
    }
}
