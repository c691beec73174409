using System.Globalization;
using System.Runtime.InteropServices;
using MesosOrleans.AgentNode.Containerizer;

namespace MesosOrleans.AgentNode.Launchers;

/// <summary>A user of this host, as its user database knows him.</summary>
/// <param name="Name">Login name.</param>
/// <param name="UserId">Numeric id.</param>
/// <param name="GroupId">Primary group.</param>
/// <param name="Groups">All groups, the primary one included.</param>
internal sealed record HostUser(string Name, uint UserId, uint GroupId, IReadOnlyList<uint> Groups)
{
    private const int BufferBytes = 16 * 1024;
    private const int GroupsMax = 1024;

    /// <summary>Looks a user up by name, or by id if the text is a number that is nobody's name.</summary>
    /// <exception cref="ContainerLaunchException">There is no such user.</exception>
    internal static HostUser Resolve(string name)
    {
        if (name.Length is 0 or > 256 || name.Contains('\0', StringComparison.Ordinal))
        {
            throw new ContainerLaunchException("The user's name is empty or malformed");
        }

        return Find(name) ?? throw new ContainerLaunchException($"Failed to find user '{name}' on this host");
    }

    private static unsafe HostUser? Find(string name)
    {
        var buffer = (byte*)NativeMemory.Alloc(BufferBytes);
        try
        {
            PasswdEntry entry;
            PasswdEntry* result = null;
            _ = Libc.FindUser(name, &entry, buffer, BufferBytes, &result);
            if (result is null && uint.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                _ = Libc.FindUserById(id, &entry, buffer, BufferBytes, &result);
            }

            if (result is null)
            {
                return null;
            }

            var login = Marshal.PtrToStringUTF8((nint)entry.Name) ?? name;
            return new HostUser(login, entry.UserId, entry.GroupId, GroupsOf(login, entry.GroupId));
        }
        finally
        {
            NativeMemory.Free(buffer);
        }
    }

    private static unsafe uint[] GroupsOf(string login, uint primary)
    {
        var groups = new uint[GroupsMax];
        var count = GroupsMax;
        fixed (uint* first = groups)
        {
            return Libc.GroupList(login, primary, first, &count) < 0 ? [primary] : groups[..count];
        }
    }
}
