using System.Globalization;
using System.Text;

namespace MesosOrleans.AgentNode.Launchers;

/// <summary>What <c>/proc/PID/stat</c> says of a process.</summary>
/// <param name="Pid">Process id.</param>
/// <param name="State">State letter; Z and X have ended.</param>
/// <param name="Parent">Process id of the parent.</param>
/// <param name="Session">Process id of the session's leader.</param>
/// <param name="UserTicks">Time in user mode, clock ticks.</param>
/// <param name="SystemTicks">Time in the kernel, clock ticks.</param>
/// <param name="Threads">Number of threads.</param>
/// <param name="StartTime">Start time, clock ticks since boot.</param>
/// <param name="ResidentPages">Resident memory, pages.</param>
internal sealed record ProcessStat(
    int Pid,
    char State,
    int Parent,
    int Session,
    ulong UserTicks,
    ulong SystemTicks,
    int Threads,
    ulong StartTime,
    long ResidentPages)
{
    private const int FieldsBeforeResident = 21;

    internal bool HasEnded => State is 'Z' or 'X' or 'x';

    /// <summary>
    /// Reads one process; null if there is none. By plain calls: all processes of a host are read at the end of every
    /// posix container, and .NET's file functions cost a multiple of the kernel's work.
    /// </summary>
    internal static unsafe ProcessStat? Read(int pid)
    {
        const int BytesMax = 1024;
        var descriptor = Libc.Open(
            string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"), Libc.OReadOnly | Libc.OCloseOnExec, 0);
        if (descriptor < 0)
        {
            return null;
        }

        var buffer = stackalloc byte[BytesMax];
        var count = Libc.Read(descriptor, buffer, BytesMax);
        _ = Libc.Close(descriptor);
        return count <= 0 ? null : Parse(pid, Encoding.Latin1.GetString(buffer, (int)count));
    }

    /// <summary>Reads all processes of the host that exist now.</summary>
    internal static List<ProcessStat> ReadAll()
    {
        var all = new List<ProcessStat>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                && Read(pid) is { } stat)
            {
                all.Add(stat);
            }
        }

        return all;
    }

    /// <summary>The program's name, in brackets, may contain anything: the fields begin after its last bracket.</summary>
    internal static ProcessStat? Parse(int pid, string text)
    {
        var end = text.LastIndexOf(')');
        if (end < 0 || end + 2 >= text.Length)
        {
            return null;
        }

        var fields = text[(end + 2)..].Split(' ');
        return fields.Length <= FieldsBeforeResident
            ? null
            : new ProcessStat(
                pid,
                fields[0][0],
                Number(fields[1]),
                Number(fields[3]),
                Unsigned(fields[11]),
                Unsigned(fields[12]),
                Number(fields[17]),
                Unsigned(fields[19]),
                long.Parse(fields[21], CultureInfo.InvariantCulture));
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static ulong Unsigned(string text) => ulong.Parse(text, CultureInfo.InvariantCulture);
}
