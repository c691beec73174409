namespace MesosOrleans.Storage.Tests;

[Alias("MesosOrleans.Storage.Tests.ICounterGrain")]
public interface ICounterGrain : IGrainWithStringKey
{
    [Alias("Add")]
    Task<string> Add(string text);

    [Alias("Remind")]
    Task<bool> Remind();

    [Alias("Reminded")]
    Task<bool> Reminded();
}
