using System.Runtime.InteropServices;

namespace MesosOrleans.Silo.Api.View;

/// <summary>The priority that the operating system gives a thread.</summary>
internal static partial class ThreadPriority
{
    private const int PriorityOfThread = 0;

    // A third of the weight of a thread of normal priority: listings end also on a machine that is never idle.
    private const int Nice = 5;

    /// <summary>
    /// Makes the calling thread yield to others where processors are short; on an idle machine nothing changes. There is no
    /// way back without privileges. Only Linux has priorities of threads: elsewhere it would be the whole process.
    /// </summary>
    public static void LowerMine()
    {
        if (OperatingSystem.IsLinux())
        {
            // Refused in some sandboxes: the thread is as all others then.
            _ = SetPriority(PriorityOfThread, 0, Nice);
        }
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int priority);
}
