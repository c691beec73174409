namespace MesosOrleans.Silo.Api.V1.Scheduler;

/// <summary>
/// Counts the streams of each principal at this silo, so that none can take all that the silo has. The refusal is 503: it is
/// what schedulers' libraries wait and try again after; they give up at a 4xx.
/// </summary>
internal sealed partial class StreamAdmission(MesosApiOptions options, ILogger<StreamAdmission> logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _streams = new(StringComparer.Ordinal);
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);

    /// <summary>Counts a stream in; <see cref="Leave"/> counts it out.</summary>
    /// <param name="principal">Whose it is; null for all that did not authenticate.</param>
    /// <returns>Null, or the refusal; a stream that is refused is not counted.</returns>
    public ApiError? Enter(string? principal)
    {
        var key = Key(principal);
        lock (_lock)
        {
            var open = _streams.GetValueOrDefault(key);
            if (open < options.StreamsPerPrincipalMax)
            {
                _streams[key] = open + 1;
                return null;
            }

            // Once until there is room again: who is refused tries again and again.
            if (_refused.Add(key))
            {
                Refused(logger, Name(principal), options.StreamsPerPrincipalMax);
            }
        }

        return new ApiError(
            StatusCodes.Status503ServiceUnavailable,
            $"{Name(principal)} has {options.StreamsPerPrincipalMax} streams open at this silo, and may not have more "
            + "(--max_streams_per_principal). Close one, or repeat the call later");
    }

    /// <summary>Counts a stream out that was let in.</summary>
    public void Leave(string? principal)
    {
        var key = Key(principal);
        lock (_lock)
        {
            _refused.Remove(key);
            if (--_streams[key] == 0)
            {
                _streams.Remove(key);
            }
        }
    }

    // No principal has the empty name, so it stands for those without one.
    private static string Key(string? principal) => principal ?? "";

    private static string Name(string? principal) => principal is null ? "The anonymous principal" : $"Principal '{principal}'";

    [LoggerMessage(5007, LogLevel.Warning, "{Principal} has {Streams} streams open: further ones are refused")]
    private static partial void Refused(ILogger logger, string principal, int streams);
}
