using Orleans.Storage;

namespace MesosOrleans.Storage.Tests;

/// <summary>A grain's view of its state, without the grain.</summary>
internal sealed class GrainCell(IGrainStorage storage, GrainId id, string stateName = "sample")
{
    public GrainState<SampleState> State { get; set; } = new();

    public string Text => State.State!.Text;

    public byte[] Bytes => State.State!.Bytes;

    public Task ReadAsync() => storage.ReadStateAsync(stateName, id, State);

    public Task ClearAsync() => storage.ClearStateAsync(stateName, id, State);

    public Task WriteAsync(string text, byte[]? bytes = null)
    {
        State.State = new SampleState { Text = text, Bytes = bytes ?? [] };
        return storage.WriteStateAsync(stateName, id, State);
    }

    /// <summary>Another activation of the same grain, on the same or another storage.</summary>
    public GrainCell Again(IGrainStorage? other = null) => new(other ?? storage, id, stateName);
}
