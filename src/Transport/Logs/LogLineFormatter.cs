using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;

namespace MesosOrleans.Transport.Logs;

/// <summary>One line an entry, as Mesos's log has it: level, day and time (UTC), process, where from, what.</summary>
internal sealed class LogLineFormatter : ITextFormatter
{
    private const string SourceContext = "SourceContext";

    /// <inheritdoc/>
    public void Format(LogEvent logEvent, TextWriter output)
    {
        var letter = logEvent.Level switch
        {
            LogEventLevel.Fatal => 'F',
            LogEventLevel.Error => 'E',
            LogEventLevel.Warning => 'W',
            _ => 'I',
        };
        var source = logEvent.Properties.TryGetValue(SourceContext, out var value) && value is ScalarValue { Value: string name }
            ? name
            : "-";
        output.Write(letter);
        output.Write(logEvent.Timestamp.UtcDateTime.ToString("yyyyMMdd HH:mm:ss.ffffff", CultureInfo.InvariantCulture));
        output.Write(' ');
        output.Write(Environment.ProcessId);
        output.Write(' ');
        output.Write(source);
        output.Write("] ");
        output.Write(logEvent.RenderMessage(CultureInfo.InvariantCulture).ReplaceLineEndings(" "));
        if (logEvent.Exception is { } exception)
        {
            output.Write(": ");
            output.Write(exception.ToString().ReplaceLineEndings(" "));
        }

        output.Write('\n');
    }
}
