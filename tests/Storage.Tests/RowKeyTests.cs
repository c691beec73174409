using System.Text;
using CsCheck;
using MesosOrleans.Storage.GroupCommit;

namespace MesosOrleans.Storage.Tests;

public sealed class RowKeyTests
{
    // Few values, so that the special ones meet: zero, backslash, x, digits, halves of a two-byte character.
    private static readonly byte[] Special = [0, (byte)'\\', (byte)'x', (byte)'0', 0xC3, 0xA4, 0xFF];

    private static readonly Gen<byte[]> Bytes = Gen.Int[0, Special.Length - 1].Select(i => Special[i]).Array[0, 6];

    [Fact]
    public void Different_bytes_are_different_text_that_databases_take() =>
        Gen.Select(Bytes, Bytes).Sample((one, two) =>
        {
            var (first, second) = (RowKey.Encode(one), RowKey.Encode(two));
            Assert.DoesNotContain('\0', first);
            Assert.Equal(first, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(first)));
            Assert.Equal(one.AsSpan().SequenceEqual(two), first == second);
        });

    [Fact]
    public void Ordinary_keys_stay_readable() =>
        Assert.Equal(
            new RowKey("state", "task/späße-1"),
            RowKey.Of("state", GrainId.Create("task", "späße-1")));

    [Fact]
    public void A_key_that_is_too_long_is_refused() =>
        Assert.Throws<ArgumentException>(() => RowKey.Of("state", GrainId.Create("task", new string('ä', 700))));
}
