using System.Collections;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Resources;

/// <summary>
/// An unordered collection of resources, always merged: what can be one record is one record, nothing is empty.
/// Immutable; operations that change nothing give back the same object.
/// </summary>
public sealed partial class ResourceSet : IEquatable<ResourceSet>, IReadOnlyList<ResourceRecord>
{
    private const int StackLimit = 128;

    // A linear scan that compares references beats a dictionary up to about this many records.
    private const int IndexLimit = 24;

    private readonly ResourceRecord[] _items;
    private Dictionary<ResourceKey, int>? _index;

    // The records must be merged already; the array belongs to the set from now on.
    private ResourceSet(ResourceRecord[] merged) => _items = merged;

    /// <summary>Nothing.</summary>
    public static ResourceSet Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <summary>True when there is nothing.</summary>
    public bool IsEmpty => _items.Length == 0;

    /// <inheritdoc/>
    public ResourceRecord this[int index] => _items[index];

    /// <summary>Collects records; empty ones are left out.</summary>
    public static ResourceSet Of(params ReadOnlySpan<ResourceRecord> records)
    {
        var builder = new ResourceSetBuilder(records.Length);
        foreach (var record in records)
        {
            builder.Add(record);
        }

        return builder.ToSet();
    }

    /// <summary>
    /// Collects resources in whichever format. Invalid and empty ones are left out: check with
    /// <see cref="ResourceValidator.Validate(IEnumerable{Resource})"/> first where it matters.
    /// </summary>
    public static ResourceSet FromProto(IEnumerable<Resource> resources)
    {
        ArgumentNullException.ThrowIfNull(resources);
        var builder = new ResourceSetBuilder(resources.TryGetNonEnumeratedCount(out var count) ? count : 4);
        foreach (var resource in resources)
        {
            if (ResourceRecord.FromProto(resource) is { } record)
            {
                builder.Add(record);
            }
        }

        return builder.ToSet();
    }

    /// <summary>Reads the text form, or a JSON array of resources.</summary>
    /// <param name="text">Such as <c>cpus:4;mem(role):1024;ports:[31000-32000]</c>.</param>
    /// <param name="defaultRole">The role of whatever names none; anything but <c>*</c> reserves it statically.</param>
    /// <exception cref="FormatException">The text is malformed, or holds what cannot be configured.</exception>
    public static ResourceSet Parse(string text, string defaultRole = Roles.RoleName.Default) =>
        TryParse(text, defaultRole, out var set, out var error) ? set : throw new FormatException(error);

    /// <summary>Reads the text form, or a JSON array of resources.</summary>
    /// <param name="text">Such as <c>cpus:4;mem(role):1024;ports:[31000-32000]</c>.</param>
    /// <param name="defaultRole">The role of whatever names none; anything but <c>*</c> reserves it statically.</param>
    /// <param name="set">What was read; empty on failure.</param>
    /// <param name="error">What is wrong; null on success.</param>
    public static bool TryParse(string text, string defaultRole, out ResourceSet set, out string? error)
    {
        set = Empty;
        if (!ResourceText.TryParse(text, defaultRole, out var resources, out error))
        {
            return false;
        }

        foreach (var resource in resources)
        {
            if ((error = ResourceValidator.Validate(resource)) is not null)
            {
                return false;
            }
        }

        var parsed = FromProto(resources);
        error = ResourceValidator.ValidateConfigured(resources);
        set = error is null ? parsed : Empty;
        return error is null;
    }

    /// <summary>The records as new messages; a shared record appears once, however often it was added.</summary>
    /// <exception cref="InvalidOperationException">A refined reservation cannot be written in <see cref="ResourceFormat.Pre"/>.</exception>
    public IReadOnlyList<Resource> ToProto(ResourceFormat format = ResourceFormat.Post) =>
        Array.ConvertAll(_items, record => record.ToProto(format));

    /// <summary>The records, without allocating.</summary>
    public ReadOnlySpan<ResourceRecord> AsSpan() => _items;

    /// <summary>True when each contains the other: order and the splitting of ranges do not matter, shared counts do.</summary>
    public bool Equals(ResourceSet? other) =>
        ReferenceEquals(this, other)
        || (other is not null && other.Count == Count && Contains(other) && other.Contains(this));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ResourceSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = _items.Length;
        foreach (var record in _items)
        {
            hash = unchecked(hash + record.GetHashCode());
        }

        return hash;
    }

    /// <inheritdoc/>
    public IEnumerator<ResourceRecord> GetEnumerator() => ((IEnumerable<ResourceRecord>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();

    /// <summary>The records joined by <c>; </c>, or <c>{}</c>.</summary>
    public override string ToString() => ResourcePrinter.Print(_items);

    internal static ResourceSet FromMerged(ResourceRecord[] merged) => merged.Length == 0 ? Empty : new ResourceSet(merged);

    // The first record at or after a position that has the key.
    private int FindKey(ResourceKey key, int start)
    {
        if (_items.Length > IndexLimit && start == 0)
        {
            return (_index ??= BuildIndex()).GetValueOrDefault(key, -1);
        }

        for (var i = start; i < _items.Length; i++)
        {
            var candidate = _items[i].Key;
            if (ReferenceEquals(candidate, key) || candidate.Equals(key))
            {
                return i;
            }
        }

        return -1;
    }

    // Keys of indivisible disks may occur more than once; the index leads to the first.
    private Dictionary<ResourceKey, int> BuildIndex()
    {
        var index = new Dictionary<ResourceKey, int>(_items.Length);
        for (var i = 0; i < _items.Length; i++)
        {
            index.TryAdd(_items[i].Key, i);
        }

        return index;
    }
}
