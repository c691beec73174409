using System.Runtime.CompilerServices;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation.Tables;

/// <summary>Makes views of resources and finds the ones made already.</summary>
internal sealed class ResourceViews
{
    private const int RecentCount = 4096;
    private const int KnownCountMax = 65_536;
    private readonly ResourceView?[] _recent = new ResourceView?[RecentCount];
    private readonly Dictionary<ResourceSet, ResourceView> _known = [];
    private readonly Dictionary<ResourceRecord, int> _volumes = [];

    public ResourceViews(ScalarNames names)
    {
        Names = names;
        Empty = new ResourceView(this, ResourceSet.Empty);
    }

    public ScalarNames Names { get; }

    /// <summary>The view of nothing.</summary>
    public ResourceView Empty { get; }

    /// <summary>The view of a set; cheap when the same object was asked for lately.</summary>
    public ResourceView Of(ResourceSet set)
    {
        if (set.IsEmpty)
        {
            return Empty;
        }

        ref var recent = ref _recent[RuntimeHelpers.GetHashCode(set) & (RecentCount - 1)];
        if (recent is null || !ReferenceEquals(recent.Set, set))
        {
            recent = new ResourceView(this, set);
        }

        return recent;
    }

    /// <summary>The one view that all equal sets share; for what many agents have alike.</summary>
    public ResourceView Shared(ResourceSet set)
    {
        if (set.IsEmpty)
        {
            return Empty;
        }

        if (_known.TryGetValue(set, out var view))
        {
            return view;
        }

        if (_known.Count >= KnownCountMax)
        {
            _known.Clear();
        }

        view = Of(set);
        _known.Add(set, view);
        return view;
    }

    /// <summary>A number for the identity of a shared volume.</summary>
    public int VolumeOf(ResourceRecord record)
    {
        var one = record.SharedCount == 1 ? record : record.WithSharedCount(1);
        if (!_volumes.TryGetValue(one, out var number))
        {
            number = _volumes.Count;
            _volumes.Add(one, number);
        }

        return number;
    }
}
