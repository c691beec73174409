using System.Globalization;

namespace MesosOrleans.AgentNode.Launchers;

/// <summary>Reading, writing and removing cgroup directories, which is the same in both versions.</summary>
internal sealed class CgroupDirectory(TimeProvider time)
{
    private static readonly TimeSpan RemoveTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(64);

    /// <summary>Processes in a cgroup and all below it.</summary>
    internal static List<int> Processes(string directory)
    {
        var processes = new List<int>();
        Collect(directory, processes);
        return processes;
    }

    /// <summary>Writes one value with one unbuffered call, so that the kernel's refusal is seen.</summary>
    /// <exception cref="IOException">The kernel refused it.</exception>
    internal static void Write(string path, string value)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        file.Write(System.Text.Encoding.ASCII.GetBytes(value));
    }

    /// <summary>The text of a control file, or null if there is none.</summary>
    internal static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A control file that holds one number; null if there is none. "max" is <see cref="long.MaxValue"/>.</summary>
    internal static long? ReadNumber(string path)
    {
        var text = Read(path)?.Trim();
        return text == "max"
            ? long.MaxValue
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>A control file of lines "name number".</summary>
    internal static Dictionary<string, ulong> ReadTable(string path)
    {
        var table = new Dictionary<string, ulong>(StringComparer.Ordinal);
        foreach (var line in (Read(path) ?? string.Empty).Split('\n'))
        {
            var parts = line.Split(' ');
            if (parts.Length == 2 && ulong.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                table[parts[0]] = number;
            }
        }

        return table;
    }

    /// <summary>Removes a cgroup, the ones below it first. One that is busy is tried again for a minute.</summary>
    /// <exception cref="TimeoutException">It stays busy.</exception>
    internal async Task RemoveAsync(string directory, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var pause = FirstPause;
        while (Directory.Exists(directory))
        {
            try
            {
                foreach (var below in Directory.GetDirectories(directory))
                {
                    await RemoveAsync(below, cancellationToken);
                }

                Directory.Delete(directory);
                return;
            }
            catch (DirectoryNotFoundException)
            {
                return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                if (time.GetElapsedTime(start) > RemoveTimeout)
                {
                    throw new TimeoutException($"The cgroup '{directory}' cannot be removed", e);
                }
            }

            await Task.Delay(pause, time, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>Waits until no process is left, doing something before each look.</summary>
    /// <exception cref="TimeoutException">Some are left after a minute.</exception>
    internal async Task WaitEmptyAsync(string directory, Action<List<int>> beforeWait, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var pause = FirstPause;
        while (true)
        {
            var left = Processes(directory);
            if (left.Count == 0)
            {
                return;
            }

            if (time.GetElapsedTime(start) > RemoveTimeout)
            {
                throw new TimeoutException($"{left.Count} processes of '{directory}' cannot be killed");
            }

            beforeWait(left);
            await Task.Delay(pause, time, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private static void Collect(string directory, List<int> processes)
    {
        if (Read(Path.Combine(directory, "cgroup.procs")) is not { } text)
        {
            return;
        }

        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // Zero stands for a process of another pid namespace.
            if (int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && pid > 0)
            {
                processes.Add(pid);
            }
        }

        try
        {
            foreach (var below in Directory.GetDirectories(directory))
            {
                Collect(below, processes);
            }
        }
        catch (DirectoryNotFoundException)
        {
            // Removed meanwhile: nothing is in it.
            return;
        }
    }
}
