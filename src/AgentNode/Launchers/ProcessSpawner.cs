using System.Runtime.InteropServices;
using System.Text;
using MesosOrleans.AgentNode.Containerizer;

namespace MesosOrleans.AgentNode.Launchers;

/// <summary>
/// Starts processes with posix_spawn(3): it shares the parent's memory until exec, so that its cost does not grow with
/// the agent node, and the calling thread's namespaces and cgroups are inherited. The new process leads a session of its
/// own with no signal ignored or blocked.
/// </summary>
internal static class ProcessSpawner
{
    private const int ActionsBytes = 256;
    private const int AttributesBytes = 1024;
    private const int SignalSetBytes = 256;
    private const short SetDefaultSignals = 0x04;
    private const short SetSignalMask = 0x08;
    private const short SetSession = 0x80;

    /// <summary>
    /// Starts the process and gives its id. The caller is its parent and has to reap it, see <see cref="ProcessWatch"/>.
    /// </summary>
    /// <exception cref="ContainerLaunchException">The executable or the directory does not work.</exception>
    internal static unsafe int Spawn(SpawnRequest request)
    {
        var actions = stackalloc byte[ActionsBytes];
        var attributes = stackalloc byte[AttributesBytes];
        var signals = stackalloc byte[SignalSetBytes];
        _ = Libc.SpawnActionsInit(actions);
        _ = Libc.SpawnAttributesInit(attributes);
        var arguments = Vector(request.Arguments);
        var environment = Vector(request.Environment);
        try
        {
            _ = Libc.SpawnAttributesSetFlags(attributes, SetDefaultSignals | SetSignalMask | SetSession);
            _ = Libc.FillSignalSet(signals);
            _ = Libc.SpawnAttributesSetDefaultSignals(attributes, signals);
            _ = Libc.EmptySignalSet(signals);
            _ = Libc.SpawnAttributesSetSignalMask(attributes, signals);
            AddActions(actions, request);
            var error = Libc.Spawn(out var pid, request.Path, actions, attributes, arguments, environment);
            return error == 0
                ? pid
                : throw new ContainerLaunchException($"Failed to start '{request.Path}': {Libc.Describe(error)}");
        }
        finally
        {
            _ = Libc.SpawnActionsDestroy(actions);
            _ = Libc.SpawnAttributesDestroy(attributes);
            NativeMemory.Free(arguments);
            NativeMemory.Free(environment);
        }
    }

    private static unsafe void AddActions(byte* actions, SpawnRequest request)
    {
        if (request.WorkingDirectory is { } directory)
        {
            _ = Libc.SpawnActionsAddDirectory(actions, directory);
        }

        for (var target = 0; target < request.Descriptors.Count; target++)
        {
            _ = Libc.SpawnActionsAddDuplicate(actions, request.Descriptors[target], target);
        }
    }

    /// <summary>One block: the pointers, the null at their end, then the texts.</summary>
    private static unsafe byte** Vector(IReadOnlyList<string> texts)
    {
        var pointers = (nuint)((texts.Count + 1) * sizeof(byte*));
        nuint bytes = pointers;
        foreach (var text in texts)
        {
            bytes += (nuint)Encoding.UTF8.GetByteCount(text) + 1;
        }

        var block = (byte**)NativeMemory.Alloc(bytes);
        var end = (byte*)block + bytes;
        var next = (byte*)block + pointers;
        for (var i = 0; i < texts.Count; i++)
        {
            block[i] = next;
            next += Encoding.UTF8.GetBytes(texts[i], new Span<byte>(next, (int)(end - next)));
            *next++ = 0;
        }

        block[texts.Count] = null;
        return block;
    }
}
