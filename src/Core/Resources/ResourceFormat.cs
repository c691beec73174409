namespace MesosOrleans.Core.Resources;

/// <summary>The three ways reservations are written in a protocol message.</summary>
public enum ResourceFormat
{
    /// <summary>
    /// The internal form, and what a framework with RESERVATION_REFINEMENT sees: the stack in <c>reservations</c>.
    /// </summary>
    Post,

    /// <summary>What peers without RESERVATION_REFINEMENT see: <c>role</c> and <c>reservation</c>; no refinements.</summary>
    Pre,

    /// <summary>What operators see: both of the above; only the stack for refined reservations.</summary>
    Endpoint,
}
