using System.Globalization;

namespace MesosOrleans.Transport.Logs;

/// <summary>/logging/toggle (legacy-endpoints.md 6).</summary>
internal sealed class LoggingToggle(LogVerbosity verbosity)
{
    /// <summary>Tells the level, or sets it for a duration.</summary>
    public Task Handle(HttpContext context)
    {
        var level = Query(context, "level");
        var duration = Query(context, "duration");
        return (level, duration) switch
        {
            (null, null) => PlainText.Write(
                context, StatusCodes.Status200OK, string.Create(CultureInfo.InvariantCulture, $"{verbosity.Level}\n")),
            (not null, null) => Bad(context, "Expecting 'duration=value' in query.\n"),
            (null, not null) => Bad(context, "Expecting 'level=value' in query.\n"),
            _ => Set(context, level, duration),
        };
    }

    private static string? Query(HttpContext context, string name) =>
        context.Request.Query.TryGetValue(name, out var values) ? Negotiation.Last(values) : null;

    private static Task Bad(HttpContext context, string text) =>
        PlainText.Write(context, StatusCodes.Status400BadRequest, text);

    // The level of the flag is 0, so none below it can be asked for but by a negative number.
    private Task Set(HttpContext context, string level, string duration)
    {
        if (!int.TryParse(level, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return Bad(context, $"Failed to convert '{level}' to number.\n");
        }

        if (number < 0)
        {
            return Bad(context, string.Create(CultureInfo.InvariantCulture, $"Invalid level '{number}'.\n"));
        }

        if (QueryDuration.Parse(duration, out var time) is { } error)
        {
            return Bad(context, $"{error}.\n");
        }

        verbosity.Set(number, time);
        return PlainText.Empty(context, StatusCodes.Status200OK);
    }
}
