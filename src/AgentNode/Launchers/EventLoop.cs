using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace MesosOrleans.AgentNode.Launchers;

/// <summary>
/// Waits for descriptors to become readable, all of them with one thread (epoll(7)). Used for process descriptors,
/// pipes of monitors and memory events; the number of entries is bounded by the number of containers.
/// </summary>
internal sealed class EventLoop : IDisposable
{
    private const int EventsPerCall = 64;
    private const long WakeToken = 0;

    // struct epoll_event is packed on x86-64 and aligned elsewhere.
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int EventBytes = DataOffset + 8;

    private readonly ConcurrentDictionary<long, TaskCompletionSource> _waiting = new();
    private readonly int _epoll;
    private readonly int _wake;
    private long _lastToken;
    private volatile bool _stopping;

    /// <exception cref="IOException">The kernel has no descriptor left.</exception>
    internal EventLoop()
    {
        _epoll = Libc.EpollCreate(Libc.OCloseOnExec);
        _wake = Libc.EventFd(0, Libc.OCloseOnExec | Libc.ONonBlock);
        if (_epoll < 0 || _wake < 0)
        {
            throw new IOException($"Failed to create the event loop: {Libc.Describe(Libc.LastError)}");
        }

        Control(Libc.EpollAdd, _wake, Libc.EpollIn, WakeToken);
        new Thread(Run) { IsBackground = true, Name = "containerizer-events" }.Start();
    }

    /// <summary>Completes when the descriptor is readable or its other end is closed. It must stay open until then.</summary>
    /// <exception cref="IOException">The descriptor cannot be watched.</exception>
    internal async Task WaitReadableAsync(SafeHandle handle, CancellationToken cancellationToken)
    {
        var token = Interlocked.Increment(ref _lastToken);
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var descriptor = (int)handle.DangerousGetHandle();
        _waiting[token] = source;
        try
        {
            Control(Libc.EpollAdd, descriptor, Libc.EpollIn | Libc.EpollOneShot, token);
            await source.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            _waiting.TryRemove(token, out _);
            Remove(descriptor);
        }
    }

    public void Dispose()
    {
        _stopping = true;
        Wake();
    }

    private unsafe void Wake()
    {
        ulong one = 1;
        _ = Libc.Write(_wake, (byte*)&one, sizeof(ulong));
    }

    private unsafe void Remove(int descriptor)
    {
        var nothing = stackalloc byte[16];
        _ = Libc.EpollControl(_epoll, Libc.EpollDelete, descriptor, nothing);
    }

    private unsafe void Control(int operation, int descriptor, uint events, long token)
    {
        var entry = stackalloc byte[16];
        *(uint*)entry = events;
        Marshal.WriteInt64((nint)(entry + DataOffset), token);
        if (Libc.EpollControl(_epoll, operation, descriptor, entry) != 0)
        {
            throw new IOException($"Failed to watch descriptor {descriptor}: {Libc.Describe(Libc.LastError)}");
        }
    }

    private unsafe void Run()
    {
        var events = stackalloc byte[EventsPerCall * 16];
        while (!_stopping)
        {
            var count = Libc.EpollWait(_epoll, events, EventsPerCall, -1);
            for (var i = 0; i < count; i++)
            {
                var token = Marshal.ReadInt64((nint)(events + (i * EventBytes) + DataOffset));
                if (_waiting.TryRemove(token, out var source))
                {
                    source.TrySetResult();
                }
            }
        }

        foreach (var source in _waiting.Values)
        {
            source.TrySetCanceled();
        }

        _ = Libc.Close(_epoll);
        _ = Libc.Close(_wake);
    }
}
