using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using MesosOrleans.AgentNode.Tests.Support;
using MesosOrleans.Protocol.RecordIO;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Tests.ApiContainers;

/// <summary>Containers by calls, with real processes on both launchers.</summary>
public sealed class ContainerCallTests
{
    public static TheoryData<string> Launchers => ["posix", "linux"];

    [Theory]
    [MemberData(nameof(Launchers))]
    public async Task A_standalone_container_is_launched_once_waited_for_and_removed(string launcher)
    {
        await using var node = await ApiNode.StartAsync(launcher: launcher);
        var gate = Path.Combine(node.WorkDirectory, "gate");
        var id = """{"value":"sa"}""";
        var command = $"echo hello; while [ ! -e {gate} ]; do sleep 0.02; done; exit 4";
        Assert.Equal(200, await LaunchAsync(node, id, command));
        Assert.Equal(202, await LaunchAsync(node, id, command));
        var listed = await PostAsync(node, "GET_CONTAINERS", "get_containers", """{"show_standalone":true}""");
        var entry = Assert.Single(listed.Body!["get_containers"]!["containers"]!.AsArray())!;
        Assert.Equal("sa", entry["container_id"]!["value"]!.GetValue<string>());
        Assert.Null(entry["executor_id"]);
        Assert.True(entry["container_status"]!["executor_pid"]!.GetValue<int>() > 0);
        Assert.Equal(64.0 * 1024 * 1024, entry["resource_statistics"]!["mem_limit_bytes"]!.GetValue<double>());
        Assert.Equal(500, (await PostAsync(node, "REMOVE_CONTAINER", "remove_container", Id(id))).Status);

        var waiting = PostAsync(node, "WAIT_CONTAINER", "wait_container", Id(id));
        await File.WriteAllTextAsync(gate, "");
        Assert.Equal(1024, (await waiting).Body!["wait_container"]!["exit_status"]!.GetValue<int>());
        var sandbox = Path.Combine(node.WorkDirectory, "containers", "sa");
        Assert.Equal("hello\n", await File.ReadAllTextAsync(Path.Combine(sandbox, "stdout")));
        Assert.Equal(404, (await PostAsync(node, "KILL_CONTAINER", "kill_container", Id(id))).Status);
        Assert.Equal(200, (await PostAsync(node, "REMOVE_CONTAINER", "remove_container", Id(id))).Status);
        Assert.False(Directory.Exists(sandbox));
        Assert.Equal(404, (await PostAsync(node, "WAIT_CONTAINER", "wait_container", Id(id))).Status);
    }

    [Theory]
    [MemberData(nameof(Launchers))]
    public async Task A_nested_container_lives_in_its_parent_and_ends_with_it(string launcher)
    {
        await using var node = await ApiNode.StartAsync(launcher: launcher);
        var parent = await RunAsync(node, "t");
        var id = $$$"""{"value":"n","parent":{"value":"{{{parent}}}"}}""";
        var launched = await PostAsync(
            node, "LAUNCH_NESTED_CONTAINER", "launch_nested_container",
            $$$"""{"container_id":{{{id}}},"command":{"value":"readlink /proc/self/ns/mnt; cat /proc/self/cgroup; pwd; touch ready; exec sleep 1000"}}""");
        Assert.Equal((200, ""), (launched.Status, launched.Text));
        var sandbox = Path.Combine(Sandbox(node), "containers", "n");
        await Eventually.TrueAsync(() => File.Exists(Path.Combine(sandbox, "ready")), "the nested container runs");
        var task = node.Node.Host.View.Ledger.Tasks().Single();
        var lines = await File.ReadAllLinesAsync(Path.Combine(sandbox, "stdout"));
        Assert.Equal(new System.IO.FileInfo($"/proc/{task.Pid}/ns/mnt").LinkTarget, lines[0]);
        Assert.Equal(await File.ReadAllLinesAsync($"/proc/{task.Pid}/cgroup"), lines[1..^1]);
        Assert.Equal(sandbox, lines[^1]);
        var nested = (await PostAsync(node, "GET_CONTAINERS", "get_containers", """{"show_nested":true}"""))
            .Body!["get_containers"]!["containers"]!.AsArray();
        Assert.Equal(["t", "t"], nested.Select(item => item!["executor_id"]!["value"]!.GetValue<string>()));
        Assert.Equal(parent, nested[1]!["container_status"]!["container_id"]!["parent"]!["value"]!.GetValue<string>());

        var waiting = PostAsync(node, "WAIT_NESTED_CONTAINER", "wait_nested_container", Id(id));
        node.State.Acknowledges = false;
        node.State.Command(Given.Kill("t"));
        Assert.Equal(9, (await waiting).Body!["wait_nested_container"]!["exit_status"]!.GetValue<int>());
        // Until the executor is forgotten, so can it still be asked for.
        Assert.Equal(200, (await PostAsync(node, "WAIT_NESTED_CONTAINER", "wait_nested_container", Id(id))).Status);
    }

    [Fact]
    public async Task A_nested_container_is_signalled_and_removed()
    {
        await using var node = await ApiNode.StartAsync(launcher: "posix");
        var parent = await RunAsync(node, "t");
        var id = $$$"""{"value":"n","parent":{"value":"{{{parent}}}"}}""";
        var command = "trap 'exit 7' TERM; touch ready; while :; do sleep 0.02; done";
        await PostAsync(node, "LAUNCH_NESTED_CONTAINER", "launch_nested_container", $$$"""{"container_id":{{{id}}},"command":{"value":"{{{command}}}"}}""");
        await Eventually.TrueAsync(() => File.Exists(Path.Combine(Sandbox(node), "containers/n/ready")), "it runs");
        var kill = $$$"""{"container_id":{{{id}}},"signal":15}""";
        Assert.Equal(200, (await PostAsync(node, "KILL_NESTED_CONTAINER", "kill_nested_container", kill)).Status);
        var waited = await PostAsync(node, "WAIT_NESTED_CONTAINER", "wait_nested_container", Id(id));
        Assert.Equal(7 << 8, waited.Body!["wait_nested_container"]!["exit_status"]!.GetValue<int>());
        Assert.Equal(200, (await PostAsync(node, "REMOVE_NESTED_CONTAINER", "remove_nested_container", Id(id))).Status);
        Assert.Equal(200, (await PostAsync(node, "REMOVE_NESTED_CONTAINER", "remove_nested_container", Id(id))).Status);
        Assert.Equal(404, (await PostAsync(node, "WAIT_NESTED_CONTAINER", "wait_nested_container", Id(id))).Status);
    }

    [Theory]
    [MemberData(nameof(Launchers))]
    public async Task Containers_outlive_the_node(string launcher)
    {
        await using var node = await ApiNode.StartAsync(launcher: launcher);
        var parent = await RunAsync(node, "t");
        var gate = Path.Combine(node.WorkDirectory, "gate");
        var command = $"while [ ! -e {gate} ]; do sleep 0.02; done; exit 3";
        var nested = $$$"""{"value":"n","parent":{"value":"{{{parent}}}"}}""";
        Assert.Equal(200, await LaunchAsync(node, """{"value":"sa"}""", command));
        Assert.Equal(200, await LaunchAsync(node, """{"value":"short"}""", "exit 5"));
        await PostAsync(node, "LAUNCH_NESTED_CONTAINER", "launch_nested_container", $$$"""{"container_id":{{{nested}}},"command":{"value":"{{{command}}}"}}""");
        await PostAsync(node, "WAIT_CONTAINER", "wait_container", Id("""{"value":"short"}"""));

        await node.RestartAsync();
        Assert.Equal(202, await LaunchAsync(node, """{"value":"sa"}""", command));
        await File.WriteAllTextAsync(gate, "");
        foreach (var (id, status) in ((string, int)[])[("sa", 3), ("short", 5)])
        {
            var waited = await PostAsync(node, "WAIT_CONTAINER", "wait_container", Id($$"""{"value":"{{id}}"}"""));
            Assert.Equal(status << 8, waited.Body!["wait_container"]!["exit_status"]!.GetValue<int>());
        }

        var inner = await PostAsync(node, "WAIT_CONTAINER", "wait_container", Id(nested));
        Assert.Equal(3 << 8, inner.Body!["wait_container"]!["exit_status"]!.GetValue<int>());
    }

    [Theory]
    [MemberData(nameof(Launchers))]
    public async Task A_session_is_talked_with(string launcher)
    {
        await using var node = await ApiNode.StartAsync(launcher: launcher);
        var parent = await RunAsync(node, "t");
        var id = $$$"""{"value":"s","parent":{"value":"{{{parent}}}"}}""";
        var records = await SessionAsync(node, id, "echo begun; while read -r line; do echo got $line; done; echo over >&2; exit 6");
        Assert.Equal("begun\n", await NextAsync(records, "STDOUT"));
        Assert.Equal(409, await SecondInputAsync(node, id, records));
        Assert.Equal("over\n", await NextAsync(records, "STDERR"));
        Assert.False(await records.MoveNextAsync());
        var waited = await PostAsync(node, "WAIT_CONTAINER", "wait_container", Id(id));
        Assert.Equal(6 << 8, waited.Body!["wait_container"]!["exit_status"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_session_ends_with_its_connection()
    {
        await using var node = await ApiNode.StartAsync(launcher: "posix");
        var parent = await RunAsync(node, "t");
        var id = $$$"""{"value":"s","parent":{"value":"{{{parent}}}"}}""";
        var records = await SessionAsync(node, id, "echo begun; exec sleep 1000");
        await NextAsync(records, "STDOUT");
        var waiting = PostAsync(node, "WAIT_CONTAINER", "wait_container", Id(id));
        await records.DisposeAsync();
        Assert.Equal(9, (await waiting).Body!["wait_container"]!["exit_status"]!.GetValue<int>());
    }

    [Fact]
    public async Task Others_listen_to_a_session_by_the_name_of_its_framing()
    {
        await using var node = await ApiNode.StartAsync(launcher: "posix");
        var parent = await RunAsync(node, "t");
        var id = $$$"""{"value":"s","parent":{"value":"{{{parent}}}"}}""";
        var records = await SessionAsync(node, id, "echo begun; read -r line; echo $line");
        await NextAsync(records, "STDOUT");
        using var request = Request("ATTACH_CONTAINER_OUTPUT", "attach_container_output", Id(id));
        request.Headers.Accept.Clear();
        request.Headers.Accept.ParseAdd("application/recordio");
        request.Headers.Add("Message-Accept", "application/json");
        using var response = await node.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("application/recordio", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("application/json", response.Headers.GetValues("Message-Content-Type").Single());
        await using var others = RecordsOf(await response.Content.ReadAsStreamAsync());
        Assert.Equal(200, await InputAsync(node, id, "word\n", end: true));
        Assert.Equal("word\n", await NextAsync(records, "STDOUT"));
        Assert.Equal("word\n", await NextAsync(others, "STDOUT"));
    }

    [Fact]
    public async Task What_cannot_be_done_is_said()
    {
        await using var node = await ApiNode.StartAsync(launcher: "posix");
        var parent = await RunAsync(node, "t");
        var nested = $$$"""{"value":"n","parent":{"value":"{{{parent}}}"}}""";
        await RefusedAsync(400, "terminal", $$$$"""{"container_id":{{{{nested}}}},"command":{"value":"true"},"container":{"type":"MESOS","tty_info":{}}}""");
        await RefusedAsync(501, "share the cgroups", $$$$"""{"container_id":{{{{nested}}}},"command":{"value":"true"},"container":{"type":"MESOS","linux_info":{"share_cgroups":false}}}""");
        await RefusedAsync(400, "invalid", """{"container_id":{"value":"../x"},"command":{"value":"true"}}""");
        await RefusedAsync(400, "reserved", """{"container_id":{"value":"x"},"command":{"value":"true"},"resources":[{"name":"cpus","type":"SCALAR","scalar":{"value":1},"role":"gold"}]}""");
        var file = await PostAsync(node, "ATTACH_CONTAINER_OUTPUT", "attach_container_output", Id($$"""{"value":"{{parent}}"}"""));
        Assert.Equal(500, file.Status);
        var unknown = await PostAsync(node, "ATTACH_CONTAINER_OUTPUT", "attach_container_output", Id("""{"value":"nope"}"""));
        Assert.Equal(404, unknown.Status);

        async Task RefusedAsync(int status, string why, string launch)
        {
            var answer = await PostAsync(node, "LAUNCH_CONTAINER", "launch_container", launch);
            Assert.Equal(status, answer.Status);
            Assert.Contains(why, answer.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_tasks_of_a_group_are_listed_within_their_executor()
    {
        await using var node = await ApiNode.StartAsync(launcher: "posix");
        node.State.Command(Given.LaunchGroup("e", Given.Task("a", "exec sleep 1000"), Given.Task("b", "exec sleep 1000")));
        await Eventually.TrueAsync(() => node.State.StatesOf("b").Contains(TaskState.TaskRunning)
            && node.State.StatesOf("a").Contains(TaskState.TaskRunning), "both run");
        var all = (await PostAsync(node, "GET_CONTAINERS", "get_containers", """{"show_nested":true}"""))
            .Body!["get_containers"]!["containers"]!.AsArray();
        Assert.Equal(3, all.Count);
        var executor = all[0]!["container_id"]!["value"]!.GetValue<string>();
        Assert.All(all.Skip(1), item => Assert.Equal(
            executor, item!["container_status"]!["container_id"]!["parent"]!["value"]!.GetValue<string>()));
        var task = all[1]!["container_status"]!["container_id"]!.ToJsonString();
        var records = await SessionAsync(node, $$$"""{"value":"s","parent":{{{task}}}}""", "pwd");
        Assert.EndsWith($"containers/{all[1]!["container_id"]!["value"]}\n", await NextAsync(records, "STDOUT"), StringComparison.Ordinal);
    }

    private static string Id(string id) => $$"""{"container_id":{{id}}}""";

    private static string Sandbox(ApiNode node) => node.Node.Host.View.Ledger.Tasks().Single().Sandbox;

    private static async Task<string> RunAsync(ApiNode node, string taskId)
    {
        node.State.Command(Given.Launch(Given.Task(taskId, "exec sleep 1000")));
        await Eventually.TrueAsync(() => node.State.StatesOf(taskId).Contains(TaskState.TaskRunning), "the task runs");
        return node.Node.Host.View.Ledger.Tasks().Single().ContainerId;
    }

    private static async Task<int> LaunchAsync(ApiNode node, string id, string command)
    {
        var launch = new JsonObject
        {
            ["container_id"] = JsonNode.Parse(id),
            ["command"] = new JsonObject { ["value"] = command },
            ["resources"] = JsonNode.Parse(
                """[{"name":"cpus","type":"SCALAR","scalar":{"value":0.1}},{"name":"mem","type":"SCALAR","scalar":{"value":64}}]"""),
        };
        return (await PostAsync(node, "LAUNCH_CONTAINER", "launch_container", launch.ToJsonString())).Status;
    }

    private static HttpRequestMessage Request(string type, string field, string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1")
        {
            Content = new StringContent($$"""{"type":"{{type}}","{{field}}":{{body}}}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Accept.ParseAdd("application/json");
        return request;
    }

    private static async Task<(int Status, string Text, JsonNode? Body)> PostAsync(ApiNode node, string type, string field, string body)
    {
        using var request = Request(type, field, body);
        using var response = await node.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text, text.StartsWith('{') ? JsonNode.Parse(text) : null);
    }

    private static async Task<IAsyncEnumerator<byte[]>> SessionAsync(ApiNode node, string id, string command)
    {
        using var request = Request(
            "LAUNCH_NESTED_CONTAINER_SESSION", "launch_nested_container_session",
            $$$"""{"container_id":{{{id}}},"command":{"value":"{{{command}}}"}}""");
        var response = await node.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        return RecordsOf(await response.Content.ReadAsStreamAsync());
    }

    // The stream is closed with the enumeration.
    private static async IAsyncEnumerator<byte[]> RecordsOf(Stream stream)
    {
        await using (stream)
        {
            await foreach (var record in RecordIOReader.ReadAllAsync(stream))
            {
                yield return record;
            }
        }
    }

    private static async Task<string> NextAsync(IAsyncEnumerator<byte[]> records, string type)
    {
        Assert.True(await records.MoveNextAsync().AsTask().WaitAsync(Eventually.Deadline));
        var record = JsonNode.Parse(records.Current)!;
        Assert.Equal("DATA", record["type"]!.GetValue<string>());
        Assert.Equal(type, record["data"]!["type"]!.GetValue<string>());
        return Encoding.UTF8.GetString(Convert.FromBase64String(record["data"]!["data"]!.GetValue<string>()));
    }

    /// <summary>Holds an input connection open, tries another, then ends the first.</summary>
    private static async Task<int> SecondInputAsync(ApiNode node, string id, IAsyncEnumerator<byte[]> records)
    {
        var pipe = new System.IO.Pipelines.Pipe();
        using var content = new FlushedContent(pipe.Reader);
        var first = SendAsync(node, content);
        await pipe.Writer.WriteAsync(Records(Container(id), Data("one\n")));
        Assert.Equal("got one\n", await NextAsync(records, "STDOUT"));
        var second = await InputAsync(node, id, "two\n", end: false);
        await pipe.Writer.WriteAsync(Records(Data("")));
        await pipe.Writer.CompleteAsync();
        Assert.Equal(200, await first);
        return second;
    }

    private static Task<int> InputAsync(ApiNode node, string id, string text, bool end) => SendAsync(
        node, new ByteArrayContent(end ? Records(Container(id), Data(text), Data("")) : Records(Container(id), Data(text))));

    private static async Task<int> SendAsync(ApiNode node, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1") { Content = content };
        content.Headers.ContentType = new MediaTypeHeaderValue("application/recordio");
        request.Headers.Add("Message-Content-Type", "application/json");
        request.Headers.TransferEncodingChunked = true;
        using var response = await node.Http.SendAsync(request);
        return (int)response.StatusCode;
    }

    private static string Container(string id) => Input($$"""{"type":"CONTAINER_ID","container_id":{{id}}}""");

    private static string Data(string text) => Input(
        $$$$"""{"type":"PROCESS_IO","process_io":{"type":"DATA","data":{"type":"STDIN","data":"{{{{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}}}}"}}}""");

    private static string Input(string body) => $$"""{"type":"ATTACH_CONTAINER_INPUT","attach_container_input":{{body}}}""";

    private static byte[] Records(params string[] calls)
        => Encoding.UTF8.GetBytes(string.Concat(calls.Select(call => $"{Encoding.UTF8.GetByteCount(call)}\n{call}")));
}
