using System.Diagnostics;

namespace MesosOrleans.EndToEnd.Tests.Harness;

/// <summary>Waits for conditions.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until a condition holds, or fails with what was waited for.</summary>
    public static async Task HoldsAsync(string what, TimeSpan deadline, Func<Task<bool>> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < deadline, $"{what}: not within {deadline.TotalSeconds} s");
            await Task.Delay(Pause);
        }
    }
}
