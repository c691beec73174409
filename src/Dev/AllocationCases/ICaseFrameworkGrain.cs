namespace MesosOrleans.Dev.AllocationCases;

/// <summary>Stands where a framework's grain would: receives the stream of its offers. Key: framework id.</summary>
[Alias("MesosOrleans.Dev.ICaseFrameworkGrain")]
public interface ICaseFrameworkGrain : IGrainWithStringKey
{
    /// <summary>Ids of the offers that arrived since this was last asked.</summary>
    [Alias("TakeOffers")]
    Task<IReadOnlyList<string>> TakeOffers();
}
