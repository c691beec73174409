using System.Runtime.InteropServices;

namespace MesosOrleans.TestSupport;

/// <summary>Signals that .NET has no method for.</summary>
internal static class Signals
{
    /// <summary>Stops a process where it is.</summary>
    public const int Stop = 19;

    /// <summary>Lets a stopped process go on.</summary>
    public const int Continue = 18;

    /// <summary>Sends a signal; one to a process that has ended is no error.</summary>
    public static void Send(int processId, int signal) => _ = Kill(processId, signal);

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int processId, int signal);
}
