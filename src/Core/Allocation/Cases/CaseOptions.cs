
namespace MesosOrleans.Core.Allocation.Cases;

/// <summary>Reads the <c>opt</c> line of a case.</summary>
internal static class CaseOptions
{
    /// <summary>The settings of a case: the defaults when it does not begin with <c>opt</c>.</summary>
    public static AllocatorOptions Of(AllocationCase one)
    {
        var options = new AllocatorOptions();
        if (one.Statements is not [{ Verb: "opt" } line, ..])
        {
            return options;
        }

        foreach (var (name, value) in CaseSyntax.Pairs(line.Words))
        {
            options = name switch
            {
                "interval" => options with { AllocationInterval = TimeSpan.FromSeconds(CaseSyntax.Number(value)) },
                "exclude" => options with { FairSharingExcludedResourceNames = CaseSyntax.List(value) },
                "min" => options with { MinAllocatableResources = MinAllocatable.Parse(value) },
                "filterGpu" => options with { FilterGpuResources = value != "off" },
                "region" => options with { Region = value },
                _ => throw new FormatException($"Unknown option '{name}'"),
            };
        }

        return options;
    }
}
