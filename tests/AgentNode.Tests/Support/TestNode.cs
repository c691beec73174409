using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.AgentNode.Executors;
using MesosOrleans.AgentNode.Flags;
using MesosOrleans.AgentNode.Recovery;
using Microsoft.Extensions.Logging.Abstractions;

namespace MesosOrleans.AgentNode.Tests.Support;

/// <summary>A whole node in this process. Disposing it is its crash: containers go on.</summary>
internal sealed class TestNode : IAsyncDisposable, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    private TestNode(NodeHost host)
    {
        Host = host;
    }

    public NodeHost Host { get; }

    public Task Running { get; private set; } = Task.CompletedTask;

    public static async Task<TestNode> StartAsync(
        string workDirectory,
        IContainerizer containerizer,
        IReadOnlyList<string> silos,
        string bootId = "boot-1",
        TimeProvider? time = null,
        Func<NodeOptions, NodeOptions>? change = null)
    {
        var options = new NodeOptions
        {
            Masters = silos,
            LinkAddresses = silos,
            WorkDir = workDirectory,
            RuntimeDir = workDirectory,
            Ip = "127.0.0.1",
            AdvertiseIp = "127.0.0.1",
            Port = 5051,
            Hostname = "localhost",
            Resources = "cpus:4;mem:1024;disk:1024",
            RegistrationBackoffFactor = TimeSpan.FromMilliseconds(20),
        };
        options = change?.Invoke(options) ?? options;
        var identity = new AgentIdentity
        {
            Info = AgentInfoFactory.Create(options, options.Port),
            Ip = options.Ip,
            Port = options.Port,
            Version = "1.2.3",
            BootId = bootId,
            Incarnation = Guid.NewGuid().ToString(),
            StartTime = TimeProvider.System.GetUtcNow(),
        };
        var layout = new AgentLayout(workDirectory);
        var recovered = Reconfiguration.Check(
            new CheckpointReader(layout, options.Strict).Read(), identity, options, layout);
        var environment = new NodeEnvironment
        {
            Logs = NullLoggerFactory.Instance,
            Random = new Random(1),
            Time = time ?? TimeProvider.System,
        };
        var node = new TestNode(new NodeHost(options, recovered, identity, new NodeContainers(containerizer, []), environment));
        await node.Host.RecoverAsync(CancellationToken.None);
        node.Running = node.Host.RunAsync(node._stop.Token);
        return node;
    }

    public void Dispose() => _stop.Dispose();

    public async ValueTask DisposeAsync()
    {
        Host.Dispose();
        await _stop.CancelAsync();
        await Running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
