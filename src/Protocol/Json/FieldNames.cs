using System.Buffers.Binary;
using System.Numerics;

namespace MesosOrleans.Protocol.Json;

/// <summary>Finds a field by its name in UTF-8: a small open-addressing hash table.</summary>
internal sealed class FieldNames
{
    private readonly FieldPlan?[] _slots;

    public FieldNames(FieldPlan[] fields)
    {
        // At least half the slots stay empty, so that a search always ends.
        _slots = new FieldPlan?[BitOperations.RoundUpToPowerOf2((uint)(fields.Length * 2) + 1)];
        foreach (var field in fields)
        {
            var slot = Slot(field.Utf8Name);
            while (_slots[slot] is not null)
            {
                slot = (slot + 1) & (_slots.Length - 1);
            }

            _slots[slot] = field;
        }
    }

    public FieldPlan? Find(ReadOnlySpan<byte> name)
    {
        var slot = Slot(name);
        while (_slots[slot] is { } candidate)
        {
            if (name.SequenceEqual(candidate.Utf8Name))
            {
                return candidate;
            }

            slot = (slot + 1) & (_slots.Length - 1);
        }

        return null;
    }

    private int Slot(ReadOnlySpan<byte> name)
    {
        ulong mixed;
        if (name.Length >= 8)
        {
            mixed = BinaryPrimitives.ReadUInt64LittleEndian(name)
                ^ BitOperations.RotateLeft(BinaryPrimitives.ReadUInt64LittleEndian(name[^8..]), 17);
        }
        else
        {
            mixed = 0;
            foreach (var symbol in name)
            {
                mixed = (mixed << 8) | symbol;
            }
        }

        mixed = (mixed ^ (ulong)name.Length) * 0x9E3779B97F4A7C15;
        return (int)(mixed >> 40) & (_slots.Length - 1);
    }
}
