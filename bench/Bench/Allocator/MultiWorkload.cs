using MesosOrleans.Core.Resources;

namespace MesosOrleans.Bench.Allocator;

/// <summary>Frameworks of three kinds that launch 19,500 tasks on 80 agents.</summary>
internal static class MultiWorkload
{
    public const int Agents = 80;
    public const int CyclesMax = 10_000;
    public const string AgentResources = "cpus:64;mem:488000";

    private static readonly (int Count, string Kind, bool IsRoleEach, string Task, int Tasks, int PerOffer)[] Kinds =
    [
        (4, "large", true, "cpus:0.07;mem:400", 4_000, 100), (500, "shared", false, "cpus:0.1;mem:4000", 5, 1),
        (50, "medium", true, "cpus:1;mem:1000", 20, 5),
    ];

    /// <summary>The frameworks: id, role, and what it launches.</summary>
    public static IEnumerable<(string Id, string Role, TaskFramework Framework)> Frameworks()
    {
        foreach (var kind in Kinds)
        {
            for (var i = 0; i < kind.Count; i++)
            {
                var id = $"{kind.Kind}-{i}";
                yield return (
                    id, kind.IsRoleEach ? id : kind.Kind,
                    new TaskFramework(ResourceSet.Parse(kind.Task), kind.Tasks, kind.PerOffer));
            }
        }
    }
}
