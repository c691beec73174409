namespace MesosOrleans.Conformance.Tests.Replay;

/// <summary>The first of the two masters that were recorded.</summary>
public sealed class FirstMaster() : ReplayedSilo("first-master.scenario");
