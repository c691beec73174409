using Google.Protobuf;
using MesosOrleans.Protocol.View;

namespace MesosOrleans.Core.View;

/// <summary>
/// A compacted log: of each key the newest entry only, in the order of change. A reader that remembers a version finds
/// behind it everything that it has to hear. Removals are entries too; old ones are dropped, and readers that are older
/// than the last one dropped must begin anew.
/// </summary>
internal sealed class ChangeLog(int removalsMax)
{
    private readonly Dictionary<ViewKey, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _order = [];
    private readonly Queue<(ViewKey Key, long Version)> _removals = new();

    /// <summary>Rises with each change.</summary>
    public long Version { get; private set; }

    /// <summary>Readers with a smaller version have missed a removal.</summary>
    public long Floor { get; private set; }

    /// <summary>The newest entry of a key: what it is, a <see cref="ViewRemoval"/>, or null when it was never heard of.</summary>
    public IMessage? Find(ViewKey key) => _entries.TryGetValue(key, out var node) ? node.Value.Message : null;

    /// <summary>Puts an entry at the end; one that says nothing new changes nothing.</summary>
    public void Set(ViewKey key, IMessage message)
    {
        if (!_entries.TryGetValue(key, out var node))
        {
            node = new LinkedListNode<Entry>(default);
            _entries.Add(key, node);
        }
        else if (node.Value.Message.Equals(message))
        {
            return;
        }
        else
        {
            _order.Remove(node);
        }

        node.Value = new Entry(key, message, ++Version);
        _order.AddLast(node);
        if (message is ViewRemoval)
        {
            _removals.Enqueue((key, Version));
            DropOldRemovals();
        }
    }

    /// <summary>Makes a version without a change, so that readers look.</summary>
    public void Bump() => Version++;

    /// <summary>Entries behind a version, oldest first.</summary>
    public IEnumerable<Entry> After(long version)
    {
        var node = _order.First;
        if (node is not null && node.Value.Version <= version)
        {
            node = _order.Last;
            while (node!.Previous is not null && node.Value.Version > version)
            {
                node = node.Previous;
            }

            node = node.Value.Version > version ? node : node.Next;
        }

        for (; node is not null; node = node.Next)
        {
            yield return node.Value;
        }
    }

    private void DropOldRemovals()
    {
        // An entry that came back since has a later version and is no removal any more.
        while (_removals.Count > removalsMax)
        {
            var (key, version) = _removals.Dequeue();
            if (_entries.TryGetValue(key, out var node) && node.Value.Version == version)
            {
                _entries.Remove(key);
                _order.Remove(node);
                Floor = version;
            }
        }
    }

    /// <summary>One entry.</summary>
    internal readonly record struct Entry(ViewKey Key, IMessage Message, long Version);
}
