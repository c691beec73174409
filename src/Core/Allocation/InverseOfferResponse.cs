namespace MesosOrleans.Core.Allocation;

/// <summary>A framework's answer to an inverse offer; advice only.</summary>
public enum InverseOfferResponse
{
    /// <summary>The framework will leave.</summary>
    Accept,

    /// <summary>The framework will not leave.</summary>
    Decline,
}
