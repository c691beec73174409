using CsCheck;
using MesosOrleans.AgentNode.Recovery;

namespace MesosOrleans.AgentNode.Tests.Recovery;

public sealed class CheckpointCodecTests
{
    private static readonly Gen<byte[][]> Payloads = Gen.Byte.Array[0, 40].Array[1, 6];

    [Fact]
    public void What_is_written_is_read() => Payloads.Sample(payloads =>
    {
        var content = CheckpointCodec.Decode(Encode(payloads));
        Assert.Equal(CheckpointDamage.None, content.Damage);
        Assert.Equal(payloads, content.Records.Select(record => record.Payload.ToArray()));
    });

    [Fact]
    public void A_cut_tail_costs_only_the_last_record() => Gen.Select(Payloads, Gen.Int[1, 48]).Sample((payloads, cut) =>
    {
        var last = CheckpointCodec.Encode(new CheckpointRecord(CheckpointRecordKind.Update, payloads[^1])).Length;
        var bytes = Encode(payloads);
        cut = 1 + (cut % (last - 1));
        var content = CheckpointCodec.Decode(bytes.AsMemory(0, bytes.Length - cut));
        Assert.Equal(CheckpointDamage.Truncated, content.Damage);
        Assert.Equal(payloads.Length - 1, content.Records.Count);
        Assert.Equal(bytes.Length - last, content.WholeLength);
    });

    [Fact]
    public void A_changed_byte_in_the_middle_is_found()
    {
        var bytes = Encode([[1, 2, 3], [4, 5, 6]]);
        bytes[10] ^= 0x40;
        var content = CheckpointCodec.Decode(bytes);
        Assert.Equal(CheckpointDamage.Corrupt, content.Damage);
        Assert.Empty(content.Records);
    }

    private static byte[] Encode(byte[][] payloads)
        => CheckpointCodec.Encode([.. payloads.Select(item => new CheckpointRecord(CheckpointRecordKind.Update, item))]);
}
