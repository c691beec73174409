namespace MesosOrleans.AgentNode.Executors;

/// <summary>Reads a status as wait(2) gives it.</summary>
internal static class WaitStatus
{
    private static readonly string[] SignalNames =
    [
        "", "Hangup", "Interrupt", "Quit", "Illegal instruction", "Trace/breakpoint trap", "Aborted", "Bus error",
        "Floating point exception", "Killed", "User defined signal 1", "Segmentation fault", "User defined signal 2",
        "Broken pipe", "Alarm clock", "Terminated", "Stack fault", "Child exited", "Continued", "Stopped (signal)",
        "Stopped", "Stopped (tty input)", "Stopped (tty output)", "Urgent I/O condition", "CPU time limit exceeded",
        "File size limit exceeded", "Virtual timer expired", "Profiling timer expired", "Window changed",
        "I/O possible", "Power failure", "Bad system call",
    ];

    /// <summary>Whether the process returned zero.</summary>
    public static bool IsSuccess(int status) => status == 0;

    /// <summary>What happened to the command, in the words frameworks know.</summary>
    public static string Describe(int status)
    {
        var signal = status & 0x7f;
        if (signal == 0)
        {
            return $"Command exited with status {(status >> 8) & 0xff}";
        }

        var name = signal < SignalNames.Length ? SignalNames[signal] : $"Unknown signal {signal}";
        return $"Command terminated with signal {name}";
    }
}
