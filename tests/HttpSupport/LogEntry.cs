using Microsoft.Extensions.Logging;

namespace MesosOrleans.HttpSupport;

/// <summary>One line of a log.</summary>
/// <param name="Level">How bad it is.</param>
/// <param name="Category">Who says it.</param>
/// <param name="Message">What it says.</param>
/// <param name="Exception">What it says it about, or null.</param>
public sealed record LogEntry(LogLevel Level, string Category, string Message, Exception? Exception);
