namespace MesosOrleans.Core.Resources;

/// <summary>Names of resources and roles, each kept once.</summary>
internal static class InternedText
{
    private const int Capacity = 65_536;
    private static readonly InternTable<string> Table = new(Capacity);

    public static string Of(string text) => text switch
    {
        ResourceNames.Cpus => ResourceNames.Cpus,
        ResourceNames.Mem => ResourceNames.Mem,
        ResourceNames.Disk => ResourceNames.Disk,
        ResourceNames.Ports => ResourceNames.Ports,
        ResourceNames.Gpus => ResourceNames.Gpus,
        _ => Table.Intern(text),
    };
}
