using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Executors;

/// <summary>The flags that bear on a launch.</summary>
internal sealed record LaunchOptions
{
    /// <summary>Names of the isolators at work.</summary>
    public required IReadOnlyList<string> Isolation { get; init; }

    /// <summary>Whether tasks run as other users: the flag switch_user on a node that may.</summary>
    public required bool SwitchUser { get; init; }

    /// <summary>The user that this node runs as.</summary>
    public required string OwnUser { get; init; }

    /// <summary>The user of a task (null for an executor itself): its command's, its executor's, its framework's; null for the node's own.</summary>
    public string? UserOf(TaskInfo? task, ExecutorInfo? executor, FrameworkInfo framework)
    {
        if (!SwitchUser)
        {
            return null;
        }

        string?[] candidates = [task?.Command?.User, executor?.Command?.User, framework.User];
        var user = candidates.FirstOrDefault(item => !string.IsNullOrEmpty(item));
        return user is null || user == OwnUser ? null : user;
    }
}
