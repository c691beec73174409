namespace MesosOrleans.Bench;

/// <summary>
/// Something that can be measured. Every class of this assembly that implements it and has a constructor without parameters
/// can be run by its name.
/// </summary>
internal interface IBenchmark
{
    /// <summary>Name on the command line.</summary>
    string Name { get; }

    /// <summary>One line: what is measured.</summary>
    string Summary { get; }

    /// <summary>Measures and writes the figures.</summary>
    Task RunAsync(FigureWriter figures, CancellationToken cancellationToken);
}
