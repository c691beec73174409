namespace MesosOrleans.Grains.Interfaces.Frameworks;

/// <summary>What a call answers over HTTP; other clients take any status below 300 for success.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.CallResult")]
public sealed record CallResult
{
    /// <summary>202, without a body.</summary>
    public static readonly CallResult Accepted = new() { Status = 202 };

    /// <summary>200, without a body.</summary>
    public static readonly CallResult Ok = new() { Status = 200 };

    /// <summary>HTTP status code.</summary>
    [Id(0)]
    public required int Status { get; init; }

    /// <summary>Text of a failure, or null.</summary>
    [Id(1)]
    public string? Message { get; init; }

    /// <summary>True when the call was taken.</summary>
    public bool Succeeded => Status < 300;

    /// <summary>400 with a text.</summary>
    public static CallResult BadRequest(string message) => new() { Status = 400, Message = message };

    /// <summary>403 with a text.</summary>
    public static CallResult Forbidden(string message) => new() { Status = 403, Message = message };

    /// <summary>503 with a text: nothing was changed, the call may be repeated.</summary>
    public static CallResult Unavailable(string message) => new() { Status = 503, Message = message };
}
