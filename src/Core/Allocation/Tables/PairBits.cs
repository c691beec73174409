using System.Numerics;

namespace MesosOrleans.Core.Allocation.Tables;

/// <summary>
/// A bit per pair of agent index and slot (a slot is one framework in one role), a row per agent. A whole row is
/// compared with the active slots in a few machine words, which keeps an idle cluster's cycle near linear in agents.
/// </summary>
public sealed class PairBits
{
    private ulong[] _bits = [];
    private int _agents;
    private int _words = 1;

    /// <summary>Makes room for agents and slots; never shrinks.</summary>
    public void Reserve(int agents, int slots)
    {
        var words = Math.Max(_words, (slots + 63) / 64);
        if (agents <= _agents && words == _words)
        {
            return;
        }

        words = words == _words ? words : Math.Max(words, _words * 2);
        agents = agents <= _agents ? _agents : Math.Max(agents, _agents * 2);
        var larger = new ulong[agents * words];
        for (var agent = 0; agent < _agents; agent++)
        {
            _bits.AsSpan(agent * _words, _words).CopyTo(larger.AsSpan(agent * words));
        }

        (_bits, _agents, _words) = (larger, agents, words);
    }

    /// <summary>Reads a bit.</summary>
    public bool this[int agent, int slot] => (_bits[(agent * _words) + (slot >> 6)] & (1UL << (slot & 63))) != 0;

    /// <summary>Sets a bit.</summary>
    public void Set(int agent, int slot) => _bits[(agent * _words) + (slot >> 6)] |= 1UL << (slot & 63);

    /// <summary>Clears a bit.</summary>
    public void Clear(int agent, int slot) => _bits[(agent * _words) + (slot >> 6)] &= ~(1UL << (slot & 63));

    /// <summary>Clears an agent's row.</summary>
    public void ClearAgent(int agent) => _bits.AsSpan(agent * _words, _words).Clear();

    /// <summary>Clears a slot's column.</summary>
    public void ClearSlot(int slot)
    {
        var mask = ~(1UL << (slot & 63));
        for (var at = slot >> 6; at < _bits.Length; at += _words)
        {
            _bits[at] &= mask;
        }
    }

    /// <summary>True when some bit of <paramref name="mask"/> is not set in the agent's row.</summary>
    /// <param name="agent">Agent index.</param>
    /// <param name="mask">Bits by slot.</param>
    public bool LacksAnyOf(int agent, ReadOnlySpan<ulong> mask)
    {
        var row = _bits.AsSpan(agent * _words, _words);
        var words = Math.Min(row.Length, mask.Length);
        var at = 0;
        for (; at + Vector<ulong>.Count <= words; at += Vector<ulong>.Count)
        {
            if (!Vector.EqualsAll(Vector.AndNot(new Vector<ulong>(mask[at..]), new Vector<ulong>(row[at..])), default))
            {
                return true;
            }
        }

        for (; at < words; at++)
        {
            if ((mask[at] & ~row[at]) != 0)
            {
                return true;
            }
        }

        return false;
    }
}
