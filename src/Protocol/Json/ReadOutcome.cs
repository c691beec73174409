namespace MesosOrleans.Protocol.Json;

/// <summary>What became of one JSON value.</summary>
internal enum ReadOutcome
{
    /// <summary>It was converted.</summary>
    Value,

    /// <summary>It counts as absent (an unknown enum name).</summary>
    Dropped,

    /// <summary>It cannot be converted; the error is in the <see cref="JsonInput"/>.</summary>
    Failed,
}
