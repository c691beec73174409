using Google.Protobuf;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Executors;

/// <summary>The last known check value and health of a task, which every status of it carries. Thread-safe.</summary>
internal sealed class CheckStatusTracker(CheckInfo? check)
{
    private readonly Lock _lock = new();
    private CheckStatusInfo? _status = Empty(check);
    private bool? _healthy;

    /// <summary>Takes the result of a check.</summary>
    /// <returns>Whether the value is another one than before.</returns>
    public bool TakeCheck(CheckResult result)
    {
        if (check is null)
        {
            return false;
        }

        var status = Empty(check)!;
        if (result.Completed)
        {
            Fill(status, result.Value);
        }

        lock (_lock)
        {
            // Generated equality does not see whether a value is present, but its bytes tell.
            if (status.ToByteString() == _status!.ToByteString())
            {
                return false;
            }

            _status = status;
            return true;
        }
    }

    public void TakeHealth(bool healthy)
    {
        lock (_lock)
        {
            _healthy = healthy;
        }
    }

    public StatusDetails Latest()
    {
        lock (_lock)
        {
            return new StatusDetails { Healthy = _healthy, CheckStatus = _status };
        }
    }

    private static CheckStatusInfo? Empty(CheckInfo? check) => check?.Type switch
    {
        null => null,
        CheckInfo.Types.Type.Command => new() { Type = check.Type, Command = new CheckStatusInfo.Types.Command() },
        CheckInfo.Types.Type.Http => new() { Type = check.Type, Http = new CheckStatusInfo.Types.Http() },
        CheckInfo.Types.Type.Tcp => new() { Type = check.Type, Tcp = new CheckStatusInfo.Types.Tcp() },
        _ => new() { Type = check.Type },
    };

    private static void Fill(CheckStatusInfo status, int value)
    {
        switch (status.Type)
        {
            case CheckInfo.Types.Type.Command:
                status.Command.ExitCode = value;
                break;
            case CheckInfo.Types.Type.Http:
                status.Http.StatusCode = (uint)value;
                break;
            case CheckInfo.Types.Type.Tcp:
                status.Tcp.Succeeded = value != 0;
                break;
        }
    }
}
