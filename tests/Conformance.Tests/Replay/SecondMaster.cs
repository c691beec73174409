namespace MesosOrleans.Conformance.Tests.Replay;

/// <summary>The second of the two masters that were recorded.</summary>
public sealed class SecondMaster() : ReplayedSilo("second-master.scenario");
