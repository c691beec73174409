using System.Text;
using CsCheck;
using MesosOrleans.Protocol.RecordIO;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Protocol.Tests.RecordIO;

public sealed class RecordIOTests
{
    [Fact]
    public void ARecordIsLengthNewlinePayload()
    {
        Assert.Equal("5\nhello", Encoding.UTF8.GetString(RecordIOWriter.Frame("hello"u8)));
        var heartbeat = new Event { Type = Event.Types.Type.Heartbeat };
        Assert.Equal("20\n{\"type\":\"HEARTBEAT\"}", Encoding.UTF8.GetString(RecordIOWriter.FrameJson(heartbeat)));
        Assert.Equal((byte)'2', RecordIOWriter.FrameProtobuf(heartbeat)[0]);
        Assert.Throws<ArgumentException>(() => RecordIOWriter.Frame([]));
    }

    [Fact]
    public void RecordsSurviveAnyFragmentation() =>
        Gen.Select(Gen.Byte.Array[1, 300].Array[0, 8], Gen.Int[1, 50]).Sample(
            (payloads, step) =>
            {
                var stream = payloads.SelectMany(p => RecordIOWriter.Frame(p)).ToArray();
                var reader = new RecordIOReader();
                var records = new List<byte[]>();
                for (var at = 0; at < stream.Length; at += step)
                {
                    var input = new ReadOnlySpan<byte>(stream, at, Math.Min(step, stream.Length - at));
                    while (!input.IsEmpty)
                    {
                        if (reader.TryRead(ref input, out var record))
                        {
                            records.Add(record);
                        }
                    }
                }

                reader.Complete();
                Assert.Equal(payloads, records);
            },
            iter: 300);

    [Fact]
    public async Task AStreamYieldsItsRecords()
    {
        using var stream = new MemoryStream([.. RecordIOWriter.Frame("a"u8), .. RecordIOWriter.Frame(new byte[200_000])]);
        var lengths = new List<int>();
        await foreach (var record in RecordIOReader.ReadAllAsync(stream))
        {
            lengths.Add(record.Length);
        }

        Assert.Equal([1, 200_000], lengths);
    }

    [Theory]
    [InlineData("x\n")]
    [InlineData("\n")]
    [InlineData("0\n")]
    [InlineData("-1\n")]
    [InlineData("101\n")]
    [InlineData("111111111111111111111\n")]
    public void BrokenFramingIsRefused(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Assert.Throws<RecordIOException>(() =>
        {
            var input = new ReadOnlySpan<byte>(bytes);
            new RecordIOReader(100).TryRead(ref input, out _);
        });
    }

    [Theory]
    [InlineData("5")]
    [InlineData("5\nabc")]
    public async Task AStreamMayNotEndWithinARecord(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        await Assert.ThrowsAsync<RecordIOException>(async () =>
        {
            await foreach (var record in RecordIOReader.ReadAllAsync(stream))
            {
                Assert.Fail($"Unexpected record of {record.Length} bytes");
            }
        });
    }
}
