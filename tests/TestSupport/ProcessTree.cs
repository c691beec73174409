using System.Diagnostics;
using System.Globalization;

namespace MesosOrleans.TestSupport;

/// <summary>Processes by id, from /proc.</summary>
public static class ProcessTree
{
    /// <summary>A process and its direct children.</summary>
    public static IReadOnlyList<int> WithChildren(int id) =>
    [
        id,
        .. Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0 && Stat(pid) is [_, var parent, ..] && parent == id.ToString(CultureInfo.InvariantCulture)),
    ];

    /// <summary>Whether it runs; one that ended and was not waited for does not.</summary>
    public static bool IsAlive(int id) => Stat(id) is [not "Z", ..];

    /// <summary>Sends SIGKILL; a process that has ended is no error.</summary>
    public static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            Trace.WriteLine($"Process {id} had ended: {e.Message}");
        }
    }

    /// <summary>State, parent and what follows in /proc/ID/stat; empty when there is no such process.</summary>
    private static string[] Stat(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
