using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Executors;

/// <summary>
/// When a task that is asked to end is ended by force. A later request can only bring that moment nearer. Pure.
/// </summary>
internal sealed class KillSchedule
{
    /// <summary>Time between SIGTERM and SIGKILL when nobody says otherwise.</summary>
    public static readonly TimeSpan DefaultGrace = TimeSpan.FromSeconds(3);

    public KillCause Cause { get; private set; }

    /// <summary>When SIGKILL is due; null while nobody wants the task to end.</summary>
    public DateTimeOffset? Deadline { get; private set; }

    public bool IsKilling => Cause != KillCause.None;

    /// <summary>The grace that applies: the request's, else the task's, else the default; never below zero.</summary>
    public static TimeSpan GraceOf(KillPolicy? request, KillPolicy? task)
    {
        var period = request?.GracePeriod ?? task?.GracePeriod;
        if (period is null)
        {
            return DefaultGrace;
        }

        return period.Nanoseconds <= 0 ? TimeSpan.Zero : TimeSpan.FromTicks(period.Nanoseconds / 100);
    }

    /// <summary>Takes a request.</summary>
    /// <returns>Whether the deadline has moved, so that the timer must be set anew.</returns>
    public bool Request(KillCause cause, TimeSpan grace, DateTimeOffset now)
    {
        var deadline = now > DateTimeOffset.MaxValue - grace ? DateTimeOffset.MaxValue : now + grace;
        if (!IsKilling)
        {
            Cause = cause;
            Deadline = deadline;
            return true;
        }

        if (deadline >= Deadline)
        {
            return false;
        }

        Deadline = deadline;
        return true;
    }
}
