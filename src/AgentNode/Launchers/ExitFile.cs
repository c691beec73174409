using System.Globalization;

namespace MesosOrleans.AgentNode.Launchers;

/// <summary>
/// The file in which a monitor leaves how its container ended: a decimal number, 128 + n for the end by signal n
/// (isolation.md 10.3). A process that itself exits with such a number cannot be told apart and counts as signalled.
/// </summary>
internal static class ExitFile
{
    /// <summary>Status that stands for an end nobody saw: killed by SIGKILL.</summary>
    internal const int UnknownWaitStatus = Libc.SigKill;

    private const int SignalBase = 128;
    private const int SignalMax = 64;
    private const int ExitCodeMax = 255;

    /// <summary>The status in the form of wait(2), or null if the text is none.</summary>
    internal static int? Parse(string text)
    {
        if (!int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var code) || code > ExitCodeMax)
        {
            return null;
        }

        return code is > SignalBase and <= SignalBase + SignalMax ? code - SignalBase : code << 8;
    }
}
