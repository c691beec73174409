using System.Runtime.InteropServices;

namespace MesosOrleans.AgentNode.Launchers;

/// <summary>struct passwd of Linux, with glibc and musl alike.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PasswdEntry
{
    internal byte* Name;
    internal byte* Password;
    internal uint UserId;
    internal uint GroupId;
    internal byte* Comment;
    internal byte* Home;
    internal byte* Shell;
}
