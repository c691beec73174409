using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Offers;

/// <summary>What an ACCEPT comes to.</summary>
/// <param name="Steps">What is to be launched and converted, in the order of the operations.</param>
/// <param name="Refused">Tasks that are not launched.</param>
/// <param name="Failed">Outcomes of operations that carried an id and failed; without uuid.</param>
public sealed record AcceptPlan(
    IReadOnlyList<PlannedStep> Steps, IReadOnlyList<TaskRefusal> Refused, IReadOnlyList<OperationStatus> Failed);
