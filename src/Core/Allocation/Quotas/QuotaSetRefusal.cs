namespace MesosOrleans.Core.Allocation.Quotas;

/// <summary>Why a legacy SET or REMOVE of quota is refused.</summary>
/// <param name="StatusCode">HTTP status: 400 for a bad request, 409 when the cluster is too small.</param>
/// <param name="Message">What to tell the caller.</param>
public sealed record QuotaSetRefusal(int StatusCode, string Message);
