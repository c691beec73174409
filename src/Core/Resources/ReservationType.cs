namespace MesosOrleans.Core.Resources;

/// <summary>Who made a reservation. Numbers are those of the protocol.</summary>
public enum ReservationType
{
    /// <summary>The agent's configuration; it can never be undone.</summary>
    Static = 1,

    /// <summary>A RESERVE operation; UNRESERVE undoes it.</summary>
    Dynamic = 2,
}
