namespace MesosOrleans.Grains.Interfaces.Agents;

/// <summary>Where an agent stands (http-api.md 4.7).</summary>
[GenerateSerializer, Alias("MesosOrleans.AgentStanding")]
public enum AgentStanding
{
    /// <summary>No agent with this id ever registered.</summary>
    Unknown = 0,

    /// <summary>Known from storage, not back yet since the grain came up.</summary>
    Recovered = 1,

    /// <summary>Registered; connected or away for less than the ping time-out.</summary>
    Registered = 2,

    /// <summary>Away for too long.</summary>
    Unreachable = 3,

    /// <summary>Marked gone by an operator: refused for ever.</summary>
    Gone = 4,

    /// <summary>Unregistered, replaced, or on a machine that was taken down; may register again.</summary>
    Removed = 5,
}
