using System.Globalization;
using System.Text;
using System.Text.Json;
using MesosOrleans.Conformance.Tests.Hosting;
using MesosOrleans.Conformance.Tests.Wire;
using MesosOrleans.Grains.Interfaces.Cluster;
using MesosOrleans.Protocol.Json;

namespace MesosOrleans.Conformance.Tests.Replay;

/// <summary>
/// Replays recordings in the order in which they were made, one line of a scenario after the other (Data/README.md).
/// </summary>
internal sealed class ScenarioRun(ReplayedSilo silo) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan PatienceLater = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(2);
    private const int FailuresMax = 3;

    private readonly IdMap _ids = new();
    private readonly Dictionary<string, Outcome> _outcomes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ReplayedStream> _streams = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ScriptedAgent> _agents = new(StringComparer.Ordinal);
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);
    private readonly long _start = TimeProvider.System.GetTimestamp();
    private string _master = "";
    private int _recordedPort;
    private int _failures;

    /// <summary>What came of each exchange, by name.</summary>
    public IReadOnlyDictionary<string, Outcome> Outcomes => _outcomes;

    // Who has waited in vain a few times does not wait long again.
    private TimeSpan PatienceNow => _failures < FailuresMax ? Patience : PatienceLater;

    /// <summary>Runs a scenario to its end, whatever differs on the way.</summary>
    public async Task Run(string file)
    {
        foreach (var line in await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "Data", file)))
        {
            var words = line.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 0)
            {
                await Step(words);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var stream in _streams.Values)
        {
            await stream.DisposeAsync();
        }
    }

    private Task Step(string[] words) => words[0] switch
    {
        "master" => Master(words[1], int.Parse(words[2], CultureInfo.InvariantCulture)),
        "agent" => Agent(words[1], int.Parse(words[2], CultureInfo.InvariantCulture), words[3], words.ElementAtOrDefault(4)),
        "open" => Guarded(words[1], exchange => Open(exchange)),
        "hear" => Guarded(words[1], exchange => Hear(exchange, words[2])),
        "close" => Guarded(words[1], exchange => Close(exchange)),
        "ends" => Guarded(words[1], exchange => Ends(exchange)),
        "send" => Send(words[1]),
        "take" => Guarded(words[1], exchange => TakeId(exchange, int.Parse(words[2], CultureInfo.InvariantCulture))),
        "pass" => Pass(int.Parse(words[1], CultureInfo.InvariantCulture)),
        "again" => Again(Recording.Find(words[1]), words[2], words[3], words[4]),
        _ => throw new FormatException($"No such step: {string.Join(' ', words)}"),
    };

    private async Task Master(string recordedId, int recordedPort)
    {
        _master = recordedId;
        _recordedPort = recordedPort;
        _ids.Add(recordedId, await silo.Grains.GetGrain<IClusterGrain>(0).GetClusterId());
    }

    private async Task Agent(string name, int port, string resources, string? attributes)
    {
        var agent = await silo.Attach(resources, port, attributes);
        _agents[name] = agent;
        _ids.Add($"{_master}-{name}", agent.Id);
    }

    private async Task Send(string what)
    {
        var range = what.Split("..");
        var file = what.Split('/')[0];
        var exchanges = range.Length == 1
            ? [Recording.Find(what)]
            : Recording.Range(file, range[0].Split('/')[1], range[1]);
        foreach (var exchange in exchanges.ToList())
        {
            await Guarded(exchange.Name, Exchange);
        }
    }

    // One exchange that goes wrong does not keep the others from being looked at.
    private async Task Guarded(string name, Func<RecordedExchange, Task> step)
    {
        var exchange = Recording.Find(name);
        try
        {
            Assert.True(TimeProvider.System.GetElapsedTime(_start) < LongestRun, "the replay takes too long");
            await step(exchange);
        }
        catch (Exception exception)
        {
            _failures++;
            Report(exchange, [new Diff("replay", "", exception.ToString())]);
        }
    }

    private async Task Exchange(RecordedExchange exchange)
    {
        if (exchange.IsStream)
        {
            await Open(exchange);
            await Hear(exchange, $"0..{exchange.Events.Count - 1}");
            await (exchange.Events[^1].GetProperty("type").GetString() == "ERROR" ? Ends(exchange) : Close(exchange));
            return;
        }

        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var trial = _ids.Copy();
            var answer = await Ask(exchange);
            var diffs = new AnswerComparer(trial, _recordedPort, silo.Port).Compare(exchange, answer);
            var unlisted = Outcome.Unlisted(exchange.Name, diffs).Count;

            // Listings follow what is done with a little delay: they are asked for again until they have.
            if (unlisted == 0 || !exchange.OnlyReads || TimeProvider.System.GetElapsedTime(start) > PatienceNow / 3)
            {
                _ids.Take(trial);
                Report(exchange, diffs);
                return;
            }

            await Task.Delay(20);
        }
    }

    private Task<Answer> Ask(RecordedExchange exchange) => exchange.Name switch
    {
        "bad/125-raw-no-host" => Http.AskRaw(silo.Port, "GET /health HTTP/1.1\r\n\r\n"),
        "bad/129-raw-pipelined" => Http.AskRaw(silo.Port, "GET /health HTTP/1.1\r\nHost: x\r\n\r\n", exchange.BodyText),
        _ => Http.Ask(silo.Port, exchange.Method, _ids.Translate(exchange.Path), Body(exchange), Headers(exchange)),
    };

    private async Task Open(RecordedExchange exchange)
    {
        var live = await EventStream.Open(silo.Port, exchange.Path, Body(exchange)!, Headers(exchange));
        var stream = new ReplayedStream(exchange, live, _recordedPort, silo.Port);
        _streams[exchange.Name] = stream;
        Report(exchange, new AnswerComparer(_ids, _recordedPort, silo.Port).CompareHead(exchange, live.Head));
        if (exchange.Response.GetProperty("headers").TryGetProperty("Mesos-Stream-Id", out var recorded))
        {
            _ids.Add(recorded.GetString()!, live.StreamId);
        }

        stream.Listen(status => Acknowledge(stream, status));
    }

    private async Task Hear(RecordedExchange exchange, string range)
    {
        var stream = _streams[exchange.Name];
        var ends = range.Split("..").Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToList();
        var events = exchange.Events.Skip(ends[0]).Take(ends[^1] - ends[0] + 1).ToList();
        if (exchange.Path.EndsWith("/scheduler", StringComparison.Ordinal) && _agents.Count > 0)
        {
            foreach (var happened in events)
            {
                await Cause(stream, happened);
            }
        }

        var beats = ends[0] <= 1;
        Report(exchange, await stream.Hear(
            events.SelectMany(StreamItem.Of).Where(item => item.Kind != "HEARTBEAT" || beats), _ids, PatienceNow));
    }

    private async Task Close(RecordedExchange exchange)
    {
        var stream = _streams[exchange.Name];
        Report(exchange, stream.Rest());
        await stream.DisposeAsync();
    }

    private async Task Ends(RecordedExchange exchange)
    {
        var stream = _streams[exchange.Name];
        Report(exchange, await stream.End(PatienceNow));
        Report(exchange, stream.Rest());
    }

    private async Task TakeId(RecordedExchange exchange, int index)
    {
        await silo.Allocate(_agents.Values, PatienceNow);
        await _streams[exchange.Name].TakeId(StreamItem.Of(exchange.Events[index]).Single(), _ids, PatienceNow);
    }

    // A filter ends no sooner than it has held back one run.
    private async Task Pass(int seconds)
    {
        await silo.Allocate(_agents.Values, PatienceNow);
        silo.Advance += TimeSpan.FromSeconds(seconds);
    }

    private async Task Again(RecordedExchange like, string frameworkId, string streamId, string offerId)
    {
        var live = await EventStream.Open(silo.Port, like.Path, Body(like)!, Headers(like));
        var stream = new ReplayedStream(like, live, _recordedPort, silo.Port);
        _streams[frameworkId] = stream;
        _ids.Add(streamId, live.StreamId);
        stream.Listen(status => Acknowledge(stream, status));
        await stream.TakeId(StreamItem.Of(like.Events[0]).Single(), _ids, PatienceNow);
        _ids.Add(frameworkId, stream.FrameworkId);
        await silo.Allocate(_agents.Values, PatienceNow);
        var offer = await stream.TakeId(StreamItem.Of(like.Events[2]).First(), _ids, PatienceNow);
        _ids.Add(offerId, offer.GetProperty("id").GetProperty("value").GetString()!);
    }

    // What an executor or an agent said then, the agent says now; what the allocator decided it decides now.
    private async Task Cause(ReplayedStream stream, JsonElement happened)
    {
        if (happened.GetProperty("type").GetString() is "OFFERS" or "INVERSE_OFFERS")
        {
            await silo.Allocate(_agents.Values, PatienceNow);
        }

        if (happened.TryGetProperty("failure", out var failure) && failure.TryGetProperty("executor_id", out var executor))
        {
            await AgentOf(failure).SayExited(
                stream.FrameworkId, executor.GetProperty("value").GetString()!, failure.GetProperty("status").GetInt32());
        }

        if (happened.TryGetProperty("update", out var update)
            && update.GetProperty("status") is var status
            && status.TryGetProperty("uuid", out var uuid)
            && _said.Add(uuid.GetString()!))
        {
            var text = _ids.Translate(status.GetRawText());
            Assert.True(MesosJson.TryParse<TaskStatus>(Encoding.UTF8.GetBytes(text), out var message, out _));
            if (message.State == Protocol.V1.TaskState.TaskKilling)
            {
                await AgentOf(status).Killed(message.TaskId.Value);
            }

            await AgentOf(status).Say(message.TaskId.Value, message);
        }
    }

    private ScriptedAgent AgentOf(JsonElement from) =>
        _agents[from.GetProperty("agent_id").GetProperty("value").GetString()![(_master.Length + 1)..]];

    private async Task Acknowledge(ReplayedStream stream, JsonElement status)
    {
        var call = $$$"""
            {"type":"ACKNOWLEDGE","framework_id":{"value":"{{{stream.FrameworkId}}}"},"acknowledge":{
            "agent_id":{{{status.GetProperty("agent_id").GetRawText()}}},"task_id":{{{status.GetProperty("task_id").GetRawText()}}},
            "uuid":{{{status.GetProperty("uuid").GetRawText()}}} } }
            """;
        await Http.Post(silo.Port, "/api/v1/scheduler", call, ("Mesos-Stream-Id", stream.Live.StreamId));
    }

    private byte[]? Body(RecordedExchange exchange) => exchange.BodyText.Contains(_master, StringComparison.Ordinal)
        ? Encoding.UTF8.GetBytes(_ids.Translate(exchange.BodyText))
        : exchange.Body;

    private List<(string Name, string Value)> Headers(RecordedExchange exchange) =>
        [.. exchange.Headers.Select(header => (header.Name, _ids.Translate(header.Value)))];

    private void Report(RecordedExchange exchange, IEnumerable<Diff> diffs)
    {
        if (!_outcomes.TryGetValue(exchange.Name, out var outcome))
        {
            _outcomes[exchange.Name] = outcome = new Outcome(exchange.Name);
        }

        var before = outcome.Unexplained.Count;
        outcome.Add(diffs);
        _failures += outcome.Unexplained.Count > before ? 1 : 0;
    }
}
