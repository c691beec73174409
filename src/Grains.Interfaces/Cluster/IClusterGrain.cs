using Orleans.Concurrency;

namespace MesosOrleans.Grains.Interfaces.Cluster;

/// <summary>What the cluster has one of: its id, the counters of generated ids. Key: 0.</summary>
[Alias("MesosOrleans.IClusterGrain")]
public interface IClusterGrain : IGrainWithIntegerKey
{
    /// <summary>The cluster's id (a UUID), which generated ids start with. Chosen at the first start.</summary>
    [AlwaysInterleave]
    [Alias("GetClusterId")]
    Task<string> GetClusterId();

    /// <summary>A framework id that was never given before: <c>cluster-0000</c>.</summary>
    [Alias("NextFrameworkId")]
    Task<string> NextFrameworkId();

    /// <summary>An agent id that was never given before: <c>cluster-S0</c>.</summary>
    [Alias("NextAgentId")]
    Task<string> NextAgentId();

    /// <summary>Reserves numbers for offers, so that a role's allocator names many before it asks again.</summary>
    /// <returns>The first of <paramref name="count"/> numbers.</returns>
    [Alias("ReserveOfferNumbers")]
    Task<long> ReserveOfferNumbers(int count);

    /// <summary>Asks whether an agent may be marked unreachable at this moment (<c>--agent_removal_rate_limit</c>).</summary>
    /// <returns>True when it may; false when it is to ask again later.</returns>
    [AlwaysInterleave]
    [Alias("TryAcquireAgentRemoval")]
    Task<bool> TryAcquireAgentRemoval();

    /// <summary>Wakes everything that must live: agents, frameworks, the allocator. Called when a silo has started.</summary>
    [Alias("Start")]
    Task Start();
}
