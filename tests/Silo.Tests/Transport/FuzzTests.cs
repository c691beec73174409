using System.Net;
using System.Text;
using Google.Protobuf;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;
using MesosOrleans.Silo.Tests.Hosting;

namespace MesosOrleans.Silo.Tests.Transport;

[Collection(SiloCollection.Name)]
public sealed class FuzzTests(SiloFixture silo)
{
    private const int Cases = 2000;
    private const int InFlight = 8;

    private static readonly string[] Seeds =
    [
        """{"type":"ACKNOWLEDGE","framework_id":{"value":"f"},"acknowledge":{"agent_id":{"value":"a"},"task_id":{"value":"t"},"uuid":"AAAAAAAAAAAAAAAAAAAAAA=="}}""",
        """{"type":"ACCEPT","framework_id":{"value":"f"},"accept":{"offer_ids":[{"value":"o"}],"operations":[{"type":"LAUNCH","launch":{"task_infos":[]}}],"filters":{"refuse_seconds":5.0}}}""",
        """{"type":"GET_METRICS","get_metrics":{"timeout":{"nanoseconds":5}}}""",
        """{"type":"TEARDOWN","teardown":{"framework_id":{"value":"f"}},"framework_id":{"value":"f"}}""",
        """{"type":"RECONCILE","framework_id":{"value":"f"},"reconcile":{"tasks":[{"task_id":{"value":"t"}}]}}""",
        """{"type":"UPDATE_WEIGHTS","update_weights":{"weight_infos":[{"role":"a b","weight":1.5}]}}""",
    ];

    [Fact]
    public async Task No_body_whatever_makes_a_500()
    {
        var random = new Random(20261124);
        var bodies = Enumerable.Range(0, Cases).Select(_ => Case(random)).ToArray();
        await Parallel.ForEachAsync(
            bodies, new ParallelOptions { MaxDegreeOfParallelism = InFlight }, async (body, cancellation) =>
            {
                using var answer = await silo.Send(
                    "POST", body.Path, body.Bytes, ("Content-Type", body.Type), ("Mesos-Stream-Id", "x"));
                Assert.True(
                    answer.StatusCode is not (HttpStatusCode.InternalServerError or HttpStatusCode.ServiceUnavailable),
                    $"{(int)answer.StatusCode} for {body.Type} {Convert.ToHexString(body.Bytes)}");
                _ = await answer.Content.ReadAsByteArrayAsync(cancellation);
            });
    }

    private static (string Path, string Type, byte[] Bytes) Case(Random random)
    {
        var path = random.Next(2) == 0 ? "/api/v1" : "/api/v1/scheduler";
        var binary = random.Next(3) == 0;
        var bytes = binary ? Message() : Encoding.UTF8.GetBytes(Seeds[random.Next(Seeds.Length)]);
        return (path, binary ? "application/x-protobuf" : "application/json", Mutate(bytes, random));
    }

    private static byte[] Message()
    {
        var call = new Call
        {
            Type = Call.Types.Type.Decline,
            FrameworkId = new FrameworkID { Value = "f" },
            Decline = new Call.Types.Decline { Filters = new Filters { RefuseSeconds = 3 } },
        };
        call.Decline.OfferIds.Add(new OfferID { Value = "o" });
        return call.ToByteArray();
    }

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        var result = new List<byte>(bytes);
        for (var change = random.Next(4); change >= 0; change--)
        {
            var at = random.Next(result.Count + 1);
            switch (random.Next(5))
            {
                case 0:
                    result.RemoveRange(at, result.Count - at);
                    break;
                case 1:
                    result.Insert(at, (byte)random.Next(256));
                    break;
                case 2 when at < result.Count:
                    result.RemoveAt(at);
                    break;
                case 3 when at < result.Count:
                    result[at] ^= (byte)(1 << random.Next(8));
                    break;
                default:
                    result.InsertRange(at, "{}[]\",:0null-1e999"u8[random.Next(8)..(8 + random.Next(10))].ToArray());
                    break;
            }
        }

        return [.. result];
    }
}
