using MesosOrleans.AgentNode.Isolation;

namespace MesosOrleans.AgentNode.Tests.Isolation;

public sealed class CgroupSettingsTests
{
    private const long Megabyte = 1024 * 1024;

    [Theory]
    [InlineData(0.5, null, false, 512, 50, null)]
    [InlineData(0.0001, null, false, 2, 1, null)]
    [InlineData(2, null, true, 2048, 200, 200_000L)]
    [InlineData(1, 0.001, false, 1024, 100, 1000L)]
    [InlineData(1, double.PositiveInfinity, true, 1024, 100, -1L)]
    [InlineData(1000, null, false, 262_144, 10_000, null)]
    public void Cpu(double cpus, double? limit, bool cfs, long shares, long weight, long? quota)
    {
        var settings = CpuIsolator.SettingsOf(cpus, limit, cfs);
        Assert.Equal(shares, settings.CpuShares);
        Assert.Equal(weight, settings.CpuWeight);
        Assert.Equal(quota, settings.CpuQuota);
    }

    [Theory]
    [InlineData(64 * Megabyte, null, 64 * Megabyte, 64 * Megabyte)]
    [InlineData(1, null, 32 * Megabyte, 32 * Megabyte)]
    [InlineData(64 * Megabyte, 128 * Megabyte, 64 * Megabyte, 128 * Megabyte)]
    [InlineData(64 * Megabyte, long.MaxValue, 64 * Megabyte, -1L)]
    public void Memory(long request, long? limit, long soft, long hard)
    {
        var settings = MemoryIsolator.SettingsOf(request, limit);
        Assert.Equal(soft, settings.MemorySoft);
        Assert.Equal(hard, settings.MemoryHard);
    }
}
