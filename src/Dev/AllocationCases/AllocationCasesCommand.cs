using System.CommandLine;
using MesosOrleans.Core.Allocation.Cases;

namespace MesosOrleans.Dev.AllocationCases;

/// <summary><c>allocation-cases</c>: runs files of allocation cases against the allocators.</summary>
internal static class AllocationCasesCommand
{
    private const int Ok = 0;
    private const int Failed = 1;
    private const int Usage = 2;
    private const short SilosMax = 16;

    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var files = new Argument<FileInfo[]>("FILE")
        {
            Description = "Files of cases, in the notation of tests/Core.Tests/Allocation/Data/allocation-cases.md.",
            Arity = ArgumentArity.OneOrMore,
        };
        var target = new Option<string>("--target")
        {
            Description = "Which allocator: the sequential reference, the tree of grains, or both.",
            DefaultValueFactory = _ => "both",
        };
        target.AcceptOnlyFromAmong("reference", "tree", "both");
        var silos = new Option<short>("--silos")
        {
            Description = $"Silos in this process that the tree of grains is spread over, 1 to {SilosMax}.",
            DefaultValueFactory = _ => 1,
        };
        silos.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<short>() is < 1 or > SilosMax)
            {
                result.AddError($"--silos must be from 1 to {SilosMax}");
            }
        });
        var seed = new Option<int>("--seed") { Description = "Seed of all chance.", DefaultValueFactory = _ => 1 };
        var json = new Option<bool>("--json") { Description = "One line of JSON for each case, for programs." };
        var command = new Command(
            "allocation-cases",
            """
            Runs each case of a file and prints whether it passed.

            Example: ./mesos dev allocation-cases my-cases.md --target tree --silos 3
            """)
        {
            files, target, silos, seed, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var cases = new List<AllocationCase>();
            foreach (var file in parsed.GetRequiredValue(files))
            {
                if (await Read(file, cancellationToken) is not { } read)
                {
                    return Usage;
                }

                cases.AddRange(read);
            }

            var report = new CaseReport(Console.Out, parsed.GetValue(json));
            var kind = parsed.GetRequiredValue(target);
            if (kind is "reference" or "both")
            {
                await RunReference(cases, parsed.GetValue(seed), report, cancellationToken);
            }

            if (kind is "tree" or "both")
            {
                await RunTree(cases, parsed.GetValue(silos), parsed.GetValue(seed), report, cancellationToken);
            }

            report.Finish();
            return report.Failed == 0 ? Ok : Failed;
        });
        return command;
    }

    private static async Task<IReadOnlyList<AllocationCase>?> Read(FileInfo file, CancellationToken cancellationToken)
    {
        try
        {
            var cases = AllocationCaseFile.Parse(await File.ReadAllTextAsync(file.FullName, cancellationToken));
            if (cases.Count > 0)
            {
                return cases;
            }

            await Console.Error.WriteLineAsync($"mesos dev: {file} holds no cases");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or FormatException)
        {
            await Console.Error.WriteLineAsync($"mesos dev: {file}: {failure.Message}");
        }

        return null;
    }

    private static async Task RunReference(
        IReadOnlyList<AllocationCase> cases, int seed, CaseReport report, CancellationToken cancellationToken)
    {
        foreach (var one in cases)
        {
            cancellationToken.ThrowIfCancellationRequested();
            report.Add("reference", await AllocationCaseRunner.Run(
                one, options => ValueTask.FromResult<IAllocationCaseTarget>(new ReferenceCaseTarget(options, seed))));
        }
    }

    private static async Task RunTree(
        IReadOnlyList<AllocationCase> cases, short silos, int seed, CaseReport report, CancellationToken cancellationToken)
    {
        await using var cluster = await TreeCluster.StartAsync(silos);

        // Sorters are no part of it, and what is there in words only is reported once.
        foreach (var one in cases.Where(one => one.Kind == AllocationCaseKind.Allocator))
        {
            cancellationToken.ThrowIfCancellationRequested();
            report.Add($"tree, {silos} {(silos == 1 ? "silo" : "silos")}", await AllocationCaseRunner.Run(
                one, async options => await cluster.CreateTargetAsync(options, seed)));
        }
    }
}
