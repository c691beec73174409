namespace MesosOrleans.Core.Validation;

/// <summary>
/// How large a program a linear-time matcher makes of a pattern: a step for each character or class, for each branch
/// and repetition, and a repetition with a count as many times over.
/// </summary>
internal static class RegexProgramSize
{
    private const int Ceiling = 1_000_000;

    /// <summary>Estimates the size of a pattern that is known to be well formed.</summary>
    public static int Estimate(string pattern)
    {
        var position = 0;
        return Alternation(pattern, ref position) + 1;
    }

    private static int Alternation(string pattern, ref int position)
    {
        var size = 0;
        var atom = 0;
        while (position < pattern.Length && pattern[position] != ')')
        {
            switch (pattern[position])
            {
                case '|':
                    size = Add(size, atom + 1);
                    atom = 0;
                    position++;
                    break;
                case '*' or '+' or '?':
                    atom++;
                    position++;
                    break;
                case '{' when TryRepetition(pattern, ref position, out var times):
                    atom = (int)Math.Min((long)atom * times, Ceiling);
                    break;
                default:
                    size = Add(size, atom);
                    atom = Atom(pattern, ref position);
                    break;
            }
        }

        return Add(size, atom);
    }

    private static int Atom(string pattern, ref int position)
    {
        switch (pattern[position++])
        {
            case '(':
                var inner = Alternation(pattern, ref position);
                position++;
                return Add(inner, 2);
            case '[':
                SkipClass(pattern, ref position);
                return 1;
            case '\\':
                position++;
                return 1;
            default:
                return 1;
        }
    }

    private static void SkipClass(string pattern, ref int position)
    {
        // A bracket that comes first stands for itself.
        position += position < pattern.Length && pattern[position] == '^' ? 2 : 1;
        while (position < pattern.Length && pattern[position] != ']')
        {
            position += pattern[position] == '\\' ? 2 : 1;
        }

        position++;
    }

    private static bool TryRepetition(string pattern, ref int position, out int times)
    {
        times = 0;
        var end = pattern.IndexOf('}', position);
        if (end < 0)
        {
            return false;
        }

        foreach (var bound in pattern[(position + 1)..end].Split(','))
        {
            if (bound.Length > 0 && !int.TryParse(bound, out _))
            {
                return false;
            }

            times = Math.Max(times, bound.Length == 0 ? 1 : int.Parse(bound, System.Globalization.CultureInfo.InvariantCulture));
        }

        position = end + 1;
        return true;
    }

    private static int Add(int left, int right) => (int)Math.Min((long)left + right, Ceiling);
}
