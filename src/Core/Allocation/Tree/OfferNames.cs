using System.Globalization;

namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>
/// Names of offers from numbers that were reserved beforehand. A cycle cannot wait for more in its middle: names beyond
/// the reserved ones are given all the same and are good once the next reservation covers them.
/// </summary>
public sealed class OfferNames(string clusterId)
{
    private readonly string _prefix = clusterId + "-O";
    private long _next;
    private long _end;

    /// <summary>Numbers left; negative when more were used than were reserved.</summary>
    public long Left => _end - _next;

    /// <summary>The next name.</summary>
    public string Take() => string.Create(CultureInfo.InvariantCulture, $"{_prefix}{_next++}");

    /// <summary>Takes over a reservation.</summary>
    /// <param name="first">Its first number.</param>
    /// <param name="count">How many numbers.</param>
    /// <returns>False when names were used beyond the former reservation and these numbers do not continue it: somebody
    /// else may have used the same.</returns>
    public bool Add(long first, long count)
    {
        var continues = first == _end;
        var isGood = continues || _next <= _end;
        if (!continues)
        {
            _next = first;
        }

        _end = first + count;
        return isGood;
    }
}
