namespace MesosOrleans.Core.Allocation;

/// <summary>
/// Interns the names of scalar resources (cpus, mem, …) as small dense numbers, so that amounts live in plain arrays.
/// Names are never forgotten; a cluster knows a handful of them.
/// </summary>
public sealed class ScalarNames
{
    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    /// <summary>Starts with the predefined names: cpus 0, mem 1, disk 2, gpus 3.</summary>
    public ScalarNames()
    {
        Intern("cpus");
        Intern("mem");
        Intern("disk");
        Intern("gpus");
    }

    /// <summary>The index of <c>gpus</c>.</summary>
    public const int Gpus = 3;

    /// <summary>How many names are known.</summary>
    public int Count => _names.Count;

    /// <summary>The name behind an index.</summary>
    public string this[int index] => _names[index];

    /// <summary>The index of a name, given one at first sight.</summary>
    public int Intern(string name)
    {
        if (_indexes.TryGetValue(name, out var index))
        {
            return index;
        }

        index = _names.Count;
        _names.Add(name);
        _indexes.Add(name, index);
        return index;
    }

    /// <summary>The index of a name, or -1 when nobody has used it.</summary>
    public int Find(string name) => _indexes.TryGetValue(name, out var index) ? index : -1;
}
