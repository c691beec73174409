using MesosOrleans.Transport.Logs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace MesosOrleans.Silo.Tests.Transport;

/// <summary>How much is logged, and for how long.</summary>
public sealed class LogVerbosityTests
{
    private const string Own = "MesosOrleans.Silo";
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Each_level_lets_one_more_severity_through()
    {
        using var verbosity = new LogVerbosity(LogLevel.Warning, _time);
        LogLevel Least() => Enum.GetValues<LogLevel>().First(level => verbosity.Allows(Own, level));
        Assert.Equal(LogLevel.Warning, Least());
        foreach (var (level, least) in new[] { (1, LogLevel.Information), (2, LogLevel.Debug), (3, LogLevel.Trace), (int.MaxValue, LogLevel.Trace) })
        {
            verbosity.Set(level, TimeSpan.FromHours(1));
            Assert.Equal((level, least), (verbosity.Level, Least()));
        }

        Assert.False(verbosity.Allows(Own, LogLevel.None));
    }

    [Fact]
    public void Libraries_are_raised_to_information_only()
    {
        using var verbosity = new LogVerbosity(LogLevel.Warning, _time);
        verbosity.Set(3, TimeSpan.FromHours(1));
        Assert.True(verbosity.Allows("Orleans.Runtime", LogLevel.Information));
        Assert.False(verbosity.Allows("Orleans.Runtime", LogLevel.Debug));
    }

    [Fact]
    public void The_level_goes_back_when_its_time_is_over_and_the_last_setting_counts()
    {
        using var verbosity = new LogVerbosity(LogLevel.Warning, _time);
        verbosity.Set(1, TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(9));
        verbosity.Set(2, TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(2, verbosity.Level);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, verbosity.Level);
        Assert.False(verbosity.Allows(Own, LogLevel.Information));
    }

    [Fact]
    public void A_time_beyond_all_timers_lasts_until_the_next_setting()
    {
        using var verbosity = new LogVerbosity(LogLevel.Error, _time);
        verbosity.Set(1, TimeSpan.MaxValue);
        _time.Advance(TimeSpan.FromDays(1000));
        Assert.Equal(1, verbosity.Level);
        verbosity.Set(0, TimeSpan.FromSeconds(1));
        Assert.Equal(0, verbosity.Level);
    }
}
