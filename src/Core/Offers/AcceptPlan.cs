using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Offers;

/// <summary>What an ACCEPT comes to.</summary>
/// <param name="Launches">What is to be launched, in order.</param>
/// <param name="Refused">Tasks that are not launched.</param>
/// <param name="Operations">Outcomes of operations that carried an id and failed.</param>
public sealed record AcceptPlan(
    IReadOnlyList<PlannedLaunch> Launches, IReadOnlyList<TaskRefusal> Refused, IReadOnlyList<OperationStatus> Operations);
