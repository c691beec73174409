namespace MesosOrleans.AgentNode.Recovery;

/// <summary>Holds the work directory for one node at a time. The kernel lets go when the process dies.</summary>
internal static class WorkDirectoryLock
{
    /// <exception cref="NodeStartException">The directory cannot be written, or another node holds it.</exception>
    public static IDisposable Take(AgentLayout layout)
    {
        try
        {
            Directory.CreateDirectory(layout.Meta);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new NodeStartException($"Work directory '{layout.WorkDirectory}' cannot be written: {exception.Message}");
        }

        try
        {
            return new FileStream(layout.LockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new NodeStartException($"Work directory '{layout.WorkDirectory}' cannot be written: {exception.Message}");
        }
        catch (IOException exception)
        {
            throw new NodeStartException(
                $"Work directory '{layout.WorkDirectory}' is in use by another node, or cannot be written: {exception.Message}");
        }
    }
}
