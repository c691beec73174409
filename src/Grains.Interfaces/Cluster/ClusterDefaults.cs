namespace MesosOrleans.Grains.Interfaces.Cluster;

/// <summary>What silos and clients must agree on when nobody says otherwise.</summary>
public static class ClusterDefaults
{
    /// <summary>Name of the cluster: Orleans' cluster id and service id alike.</summary>
    public const string Name = "mesos";

    /// <summary>Port on which a silo takes Orleans clients.</summary>
    public const int GatewayPort = 30000;
}
