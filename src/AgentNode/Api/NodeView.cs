using MesosOrleans.AgentNode.ApiContainers;
using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.AgentNode.CustomExecutors;
using MesosOrleans.AgentNode.Draining;
using MesosOrleans.AgentNode.Executors;
using MesosOrleans.AgentNode.Fetcher;
using MesosOrleans.AgentNode.Flags;
using MesosOrleans.AgentNode.Link;
using MesosOrleans.AgentNode.Recovery;
using MesosOrleans.AgentNode.StatusUpdates;
using MesosOrleans.AgentNode.Volumes;
using MesosOrleans.Transport.Logs;

namespace MesosOrleans.AgentNode.Api;

/// <summary>What the HTTP pages read.</summary>
internal sealed record NodeView
{
    public required NodeOptions Options { get; init; }

    public required AgentIdentity Identity { get; init; }

    public required NodeLedger Ledger { get; init; }

    public required NodeCounters Counters { get; init; }

    public required StatusUpdateManager Updates { get; init; }

    public required AgentLinkClient Link { get; init; }

    public required SandboxCollector Collector { get; init; }

    public required UriFetcher Fetcher { get; init; }

    public required IContainerizer Containerizer { get; init; }

    public required AgentLayout Layout { get; init; }

    public required TimeProvider Time { get; init; }

    public required ExecutorLimits Executors { get; init; }

    public required NodeResources Resources { get; init; }

    public required VolumeProvider Volumes { get; init; }

    /// <summary>How much is logged.</summary>
    public LogVerbosity Verbosity { get; init; } = new(LogLevel.Information, TimeProvider.System);

    /// <summary>The log's file, or null.</summary>
    public LogFile? Log { get; init; }

    public required NodeDrain Drain { get; init; }

    public required ContainerRegistry Containers { get; init; }
}
