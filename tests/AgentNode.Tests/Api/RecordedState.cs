using MesosOrleans.AgentNode.Flags;
using MesosOrleans.AgentNode.Tests.Support;
using MesosOrleans.Protocol.Json;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Tests.Api;

/// <summary>The state in which the exchanges were recorded: one framework with one command task that runs.</summary>
internal sealed class RecordedState : IAsyncDisposable
{
    private const string AgentId = "bae515e6-2c1a-4f1b-a921-29098435ea81-S0";
    private const string FrameworkId = "bae515e6-2c1a-4f1b-a921-29098435ea81-0000";
    private const string Recorded = "46b2d5a5-3127-47ec-801f-e3ca91ac11e2";
    private const string RecordedWork = "/var/lib/mesos/agent/wd";

    private RecordedState(ApiNode node)
    {
        Node = node;
    }

    public ApiNode Node { get; }

    private string ContainerId => Node.Node.Host.View.Ledger.Tasks().Single().ContainerId;

    public static async Task<RecordedState> CreateAsync()
    {
        var node = await ApiNode.StartAsync(Configure, launcher: "posix", state: new FakeLinkState { AgentId = AgentId });
        node.State.Command(Given.Launch(Framework(), Task()));
        await Eventually.TrueAsync(() => node.State.StatesOf("op1").Contains(TaskState.TaskRunning), "the task runs");
        var sandbox = node.Node.Host.View.Ledger.Tasks().Single().Sandbox;
        await Eventually.TrueAsync(() => new System.IO.FileInfo(sandbox + "/stdout").Length == 4, "it has printed");
        return new RecordedState(node);
    }

    /// <summary>A recorded request, with the ids and paths of this node.</summary>
    public string Translate(string recorded)
        => recorded.Replace(RecordedWork, Node.WorkDirectory, StringComparison.Ordinal)
            .Replace(Recorded, ContainerId, StringComparison.Ordinal);

    /// <summary>An answer of this node, with the ids and paths of the recording.</summary>
    public string TranslateBack(string answer)
        => answer.Replace(Node.WorkDirectory, RecordedWork, StringComparison.Ordinal)
            .Replace(ContainerId, Recorded, StringComparison.Ordinal);

    public ValueTask DisposeAsync() => Node.DisposeAsync();

    private static NodeOptions Configure(NodeOptions options) => options with
    {
        Port = 15061,
        Resources = "cpus:8;mem:8192;disk:20000;ports:[31000-32000]",
        Attributes = "rack:r1;level:3;range:[1-10]",
        Masters = ["127.0.0.1:15055"],
        Texts = new Dictionary<string, string> { ["work_dir"] = options.WorkDir, ["recover"] = "reconnect" },
    };

    private static FrameworkInfo Framework() => Parse<FrameworkInfo>($$$$"""
        {"user":"root","name":"op-fw","id":{"value":"{{{{FrameworkId}}}}"},"failover_timeout":0.0,"checkpoint":true,
        "roles":["gold"],"hostname":"sched.example","webui_url":"http://example.org/ui","capabilities":[{"type":"MULTI_ROLE"},
        {"type":"RESERVATION_REFINEMENT"},{"type":"PARTITION_AWARE"},{"type":"REVOCABLE_RESOURCES"},
        {"type":"TASK_KILLING_STATE"},{"type":"SHARED_RESOURCES"},{"type":"REGION_AWARE"}],
        "labels":{"labels":[{"key":"k","value":"v"}]}}
        """);

    private static TaskInfo Task() => Parse<TaskInfo>($$$$"""
        {"name":"op1","task_id":{"value":"op1"},"agent_id":{"value":"{{{{AgentId}}}}"},
        "command":{"value":"echo out; sleep 1000"},
        "resources":[{"name":"cpus","type":"SCALAR","scalar":{"value":0.1},"allocation_info":{"role":"gold"}},
        {"name":"mem","type":"SCALAR","scalar":{"value":32.0},"allocation_info":{"role":"gold"}}],
        "labels":{"labels":[{"key":"a","value":"b"}]},"discovery":{"visibility":"EXTERNAL","name":"svc",
        "ports":{"ports":[{"number":31000,"name":"http","protocol":"tcp"}]}}}
        """);

    private static T Parse<T>(string json)
        where T : class, Google.Protobuf.IMessage<T>, new()
    {
        Assert.True(MesosJson.TryParse<T>(System.Text.Encoding.UTF8.GetBytes(json), out var message, out var error), error.ToString());
        return message;
    }
}
