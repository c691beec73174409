using Microsoft.Win32.SafeHandles;

namespace MesosOrleans.AgentNode.Launchers;

/// <summary>Waits for the end of processes, our children or not, without polling.</summary>
internal sealed class ProcessWatch(EventLoop loop, TimeProvider time)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Completes when the process has ended; at once if it has already. A child of ours is reaped. Kernels before 5.3
    /// have no process descriptors: there it looks every 20 ms.
    /// </summary>
    internal async Task WaitForEndAsync(ProcessIdentity process, CancellationToken cancellationToken)
    {
        var descriptor = Libc.OpenPidFd(process.Pid);
        if (descriptor < 0)
        {
            await PollAsync(process, cancellationToken);
        }
        else
        {
            using var handle = new SafeFileHandle(descriptor, ownsHandle: true);

            // Only a look after the descriptor was opened proves that it is of this process and not of a later one.
            if (process.IsAlive())
            {
                await loop.WaitReadableAsync(handle, cancellationToken);
            }
        }

        Reap(process);
    }

    /// <summary>Lets the kernel forget a child of ours that has ended; does nothing for others.</summary>
    internal static void Reap(ProcessIdentity process)
    {
        if (ProcessStat.Read(process.Pid) is { HasEnded: true } stat
            && stat.StartTime == process.StartTime
            && stat.Parent == Environment.ProcessId)
        {
            _ = Libc.WaitPid(process.Pid, out _, Libc.WaitNoHang);
        }
    }

    private async Task PollAsync(ProcessIdentity process, CancellationToken cancellationToken)
    {
        while (process.IsAlive())
        {
            await Task.Delay(PollInterval, time, cancellationToken);
        }
    }
}
