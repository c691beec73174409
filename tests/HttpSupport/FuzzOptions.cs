using System.Globalization;

namespace MesosOrleans.HttpSupport;

/// <summary>
/// How much is tried and from which seed: <c>MESOS_FUZZ_CASES</c> and <c>MESOS_FUZZ_SEED</c> in the environment, for longer
/// and for other runs than the one of every day.
/// </summary>
public static class FuzzOptions
{
    private const int CasesDefault = 10_000;
    private const int SeedDefault = 20_261_124;

    /// <summary>Number of cases.</summary>
    public static int Cases { get; } = Number("MESOS_FUZZ_CASES", CasesDefault);

    /// <summary>Seed of what is random.</summary>
    public static int Seed { get; } = Number("MESOS_FUZZ_SEED", SeedDefault);

    private static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
