using MesosOrleans.Grains.Interfaces.Cluster;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.Client;

/// <summary>Where the cluster is and how patient the client is with it.</summary>
public sealed record MesosClusterOptions
{
    /// <summary>
    /// Silos to connect to, each <c>host:port</c> of its gateway (flag <c>--gateway_port</c> of the silo). Not used when
    /// <see cref="Database"/> is set.
    /// </summary>
    public IReadOnlyList<string> Gateways { get; init; } = [$"127.0.0.1:{ClusterDefaults.GatewayPort}"];

    /// <summary>
    /// PostgreSQL connection string of a cluster that was started with <c>--db</c>: the silos are found there, also
    /// those that join later. Null for a cluster with fixed <see cref="Gateways"/>.
    /// </summary>
    public string? Database { get; init; }

    /// <summary>Name of the cluster, as the silos' flag <c>--cluster</c> says.</summary>
    public string ClusterName { get; init; } = ClusterDefaults.Name;

    /// <summary>How long <see cref="MesosCluster.ConnectAsync"/> tries before it fails.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one call to the cluster may take before it counts as lost.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Where the client logs; nowhere when null.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>The clock behind time-outs and intervals.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
