namespace MesosOrleans.AgentNode.Launchers;

/// <summary>The host's programs that the posix launcher needs.</summary>
/// <param name="Shell">A POSIX shell.</param>
/// <param name="Env">env(1).</param>
/// <param name="SetPriv">setpriv(1) of util-linux, needed to switch users; null if it is missing.</param>
/// <param name="ShellAdds">Variables that the shell puts into every environment and that cannot be unset in it.</param>
internal sealed record PosixTools(string Shell, string Env, string? SetPriv, IReadOnlyCollection<string> ShellAdds)
{
    /// <summary>Looks for them.</summary>
    /// <exception cref="InvalidOperationException">There is no shell or no env.</exception>
    internal static PosixTools Find()
    {
        const string Shell = "/bin/sh";
        if (!File.Exists(Shell))
        {
            throw new InvalidOperationException("The posix launcher needs /bin/sh");
        }

        var env = HostPrograms.Find("env") ?? throw new InvalidOperationException("The posix launcher needs env");
        var real = File.ResolveLinkTarget(Shell, returnFinalTarget: true)?.Name ?? "sh";
        IReadOnlyCollection<string> adds = real switch
        {
            "dash" or "busybox" => [],
            _ => ["_", "SHLVL", "PWD", "OLDPWD"],
        };
        return new PosixTools(Shell, env, HostPrograms.Find("setpriv"), adds);
    }
}
