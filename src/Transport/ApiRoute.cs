namespace MesosOrleans.Transport;

/// <summary>A handler and the path that it is registered for.</summary>
internal sealed record ApiRoute(string Path, RequestDelegate Handler);
