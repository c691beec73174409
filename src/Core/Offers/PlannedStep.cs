namespace MesosOrleans.Core.Offers;

/// <summary>One step of an ACCEPT: a launch or an operation on resources.</summary>
public abstract record PlannedStep;
