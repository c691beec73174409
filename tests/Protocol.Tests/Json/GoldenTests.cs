using System.Text.Json.Nodes;
using Google.Protobuf;
using MesosOrleans.Protocol.Json;

namespace MesosOrleans.Protocol.Tests.Json;

/// <summary>Recorded answers and events of Mesos 1.12 parse, and are written again as they were.</summary>
public sealed class GoldenTests
{
    public static TheoryData<int> Lines => [.. Enumerable.Range(0, Bodies.Length)];

    private static readonly string[] Bodies = File.ReadAllLines(Path.Combine("Data", "golden-v1.jsonl"));

    [Theory]
    [MemberData(nameof(Lines))]
    public void RecordedBodyIsWrittenAgainAsItWas(int line)
    {
        var recorded = JsonNode.Parse(Bodies[line])!;
        var type = AllMessages.Messages[(string)recorded["message"]!];
        var parse = typeof(GoldenTests).GetMethod(nameof(Rewrite), System.Reflection.BindingFlags.NonPublic
            | System.Reflection.BindingFlags.Static)!.MakeGenericMethod(type.ClrType).CreateDelegate<Func<string, string>>();
        var expected = Masked(recorded["json"]!)!;
        var actual = JsonNode.Parse(parse(recorded["json"]!.ToJsonString()))!;
        Assert.True(
            JsonNode.DeepEquals(expected, actual),
            $"{recorded["name"]}\nexpected {expected.ToJsonString()}\nactual   {actual.ToJsonString()}");
    }

    /// <summary>Takes out what the generic encoder of Mesos would not write either.</summary>
    private static JsonNode? Masked(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members.ToArray())
                {
                    // Lists that Mesos writes by hand appear even when empty; the generic encoder omits them.
                    if (value is JsonArray { Count: 0 })
                    {
                        members.Remove(name);
                        continue;
                    }

                    // Mesos adds this key of its internal AgentInfo, which the v1 message does not have.
                    if (name == "agent_info" && value is JsonObject agent)
                    {
                        agent.Remove("checkpoint");
                    }

                    Masked(value);
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Masked(item);
                }

                break;
        }

        return node;
    }

    private static string Rewrite<T>(string json)
        where T : class, IMessage<T>, new()
    {
        var utf8 = System.Text.Encoding.UTF8.GetBytes(json);
        Assert.True(MesosJson.TryParse<T>(utf8, out var message, out var error), error.Text);
        return MesosJson.ToString(message);
    }
}
