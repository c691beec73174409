using MesosOrleans.AgentNode.Recovery;
using MesosOrleans.AgentNode.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MesosOrleans.AgentNode.Tests.Recovery;

public sealed class SandboxCollectorTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new();
    private readonly SandboxCollector _collector;
    private readonly string _path;

    public SandboxCollectorTests()
    {
        var options = new CollectorOptions { Delay = TimeSpan.FromHours(10) };
        _collector = new SandboxCollector(options, _time, NullLogger<SandboxCollector>.Instance);
        _path = Directory.CreateDirectory(_directory.File("run")).FullName;
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(0.1, 0.0, 0.9)]
    [InlineData(0.1, 0.45, 0.45)]
    [InlineData(0.1, 0.9, 0.0)]
    [InlineData(0.1, 1.0, 0.0)]
    public void The_fuller_the_disk_the_younger_the_age(double headroom, double used, double expected)
        => Assert.Equal(expected, SandboxCollector.AllowedAge(TimeSpan.FromDays(1), headroom, used).TotalDays, 6);

    [Fact]
    public void A_path_goes_when_its_time_has_come()
    {
        _collector.Schedule(_path, _time.GetUtcNow());
        _time.Advance(TimeSpan.FromHours(8));
        _collector.Collect(TimeSpan.FromHours(9));
        Assert.True(Directory.Exists(_path));
        _time.Advance(TimeSpan.FromHours(1));
        _collector.Collect(TimeSpan.FromHours(9));
        Assert.False(Directory.Exists(_path));
        Assert.Equal(1, _collector.Removed);
    }

    [Fact]
    public void A_full_disk_takes_everything_that_is_scheduled()
    {
        _collector.Schedule(_path, _time.GetUtcNow());
        _collector.Collect(TimeSpan.Zero);
        Assert.False(Directory.Exists(_path));
    }

    [Fact]
    public void What_was_taken_off_the_schedule_stays()
    {
        _collector.Schedule(_path, _time.GetUtcNow());
        _collector.Unschedule(_path);
        _collector.Collect(TimeSpan.Zero);
        Assert.True(Directory.Exists(_path));
    }
}
