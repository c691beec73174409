namespace MesosOrleans.Grains.Interfaces.Roles;

/// <summary>Kinds of changes of roles' policy.</summary>
[GenerateSerializer, Alias("MesosOrleans.PolicyChangeKind")]
public enum PolicyChangeKind
{
    /// <summary>Nothing changed: the document is told again.</summary>
    None = 0,

    /// <summary>Weights were set.</summary>
    Weights = 1,

    /// <summary>Quotas were updated.</summary>
    UpdateQuota = 2,

    /// <summary>A quota was set by the older call.</summary>
    SetQuota = 3,

    /// <summary>A quota was removed.</summary>
    RemoveQuota = 4,
}
