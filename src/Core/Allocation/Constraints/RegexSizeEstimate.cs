namespace MesosOrleans.Core.Allocation.Constraints;

/// <summary>
/// Estimates the size of the automaton behind a pattern before it is built: one state per character, class or
/// operator, counted repetitions multiplied out. It over-estimates rather than not.
/// </summary>
internal ref struct RegexSizeEstimate
{
    private const long Huge = 1_000_000_000;
    private const int DepthMax = 100;
    private readonly ReadOnlySpan<char> _pattern;
    private int _at;

    private RegexSizeEstimate(ReadOnlySpan<char> pattern) => _pattern = pattern;

    /// <summary>The estimated number of states; malformed patterns get some number, the parser will refuse them.</summary>
    public static long Of(ReadOnlySpan<char> pattern)
    {
        var estimate = new RegexSizeEstimate(pattern);
        long size = 0;
        while (estimate._at < pattern.Length)
        {
            size = Math.Min(Huge, size + estimate.Sequence(0) + 1);
            estimate._at++;
        }

        return size;
    }

    private long Sequence(int depth)
    {
        if (depth > DepthMax)
        {
            _at = _pattern.Length;
            return Huge;
        }

        long size = 0;
        while (_at < _pattern.Length && _pattern[_at] != ')')
        {
            size = Math.Min(Huge, size + Repeated(Atom(depth)));
        }

        return size;
    }

    private long Atom(int depth)
    {
        switch (_pattern[_at++])
        {
            case '(':
                var inner = Sequence(depth + 1);
                _at++;
                return inner + 2;
            case '[':
                // A closing bracket right after the opening (or after ^) is an ordinary character.
                _at += _at < _pattern.Length && _pattern[_at] == '^' ? 2 : 1;
                while (_at < _pattern.Length && _pattern[_at] != ']')
                {
                    _at += _pattern[_at] == '\\' ? 2 : 1;
                }

                _at++;
                return 1;
            case '\\':
                _at++;
                return 1;
            default:
                return 1;
        }
    }

    private long Repeated(long size)
    {
        while (_at < _pattern.Length && _pattern[_at] is '*' or '+' or '?' or '{')
        {
            if (_pattern[_at++] != '{')
            {
                size++;
                continue;
            }

            long highest = 0;
            long current = 0;
            while (_at < _pattern.Length && _pattern[_at] != '}')
            {
                var c = _pattern[_at++];
                current = char.IsAsciiDigit(c) ? Math.Min(Huge, (current * 10) + (c - '0')) : 0;
                highest = Math.Max(highest, current);
            }

            _at++;
            size = Math.Min(Huge, size * Math.Max(1, highest));
        }

        return size;
    }
}
