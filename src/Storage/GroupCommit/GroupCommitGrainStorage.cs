using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace MesosOrleans.Storage.GroupCommit;

/// <summary>
/// Grain storage that commits what queued while the commit before it ran, in one transaction.
/// </summary>
/// <remarks>
/// The ETag is the row's version as decimal text; null means that there is no row. A database never uses a version twice:
/// after a clear (which removes the row and sets the ETag to null) and a new first write, a writer that still holds the
/// version of the old row is refused. Every write and clear is a compare-and-set on the version.
/// <list type="bullet">
/// <item><see cref="InconsistentStateException"/>: the row has another version; nothing changed.</item>
/// <item><see cref="StorageOutcomeUnknownException"/> (also one of those): the connection broke in mid-batch.</item>
/// <item><see cref="StorageUnavailableException"/>: nothing was written; the grain may try again.</item>
/// </list>
/// </remarks>
public sealed class GroupCommitGrainStorage : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>, IAsyncDisposable
{
    private readonly GroupCommitWriter _rows;
    private readonly GroupCommitLimits _limits;
    private readonly IGrainStorageSerializer _serializer;
    private readonly IActivatorProvider _activators;

    /// <summary>Creates the storage; it takes over the back end and closes it.</summary>
    public GroupCommitGrainStorage(
        IGroupCommitBackend backend,
        GroupCommitLimits limits,
        IGrainStorageSerializer serializer,
        IActivatorProvider activators,
        TimeProvider timeProvider,
        ILogger<GroupCommitGrainStorage> logger)
    {
        _rows = new GroupCommitWriter(backend, limits, timeProvider, logger);
        _limits = limits;
        _serializer = serializer;
        _activators = activators;
    }

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle observer)
    {
        ArgumentNullException.ThrowIfNull(observer);

        // Stages stop in reverse: by then every activation has written its last state.
        observer.Subscribe(
            nameof(GroupCommitGrainStorage),
            ServiceLifecycleStage.RuntimeStorageServices,
            _ => Task.CompletedTask,
            token => DisposeAsync().AsTask().WaitAsync(token));
    }

    /// <inheritdoc/>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        var row = await _rows.ReadAsync(RowKey.Of(stateName, grainId));
        if (row is null)
        {
            SetAbsent(grainState);
            return;
        }

        grainState.State = _serializer.Deserialize<T>(new BinaryData(row.Payload))
            ?? _activators.GetActivator<T>().Create();
        grainState.ETag = EtagOf(row.Version);
        grainState.RecordExists = true;
    }

    /// <inheritdoc/>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        var key = RowKey.Of(stateName, grainId);

        // Serialized before the first await: the caller may change the state afterwards.
        var payload = ToArray(_serializer.Serialize(grainState.State));
        if (payload.Length > _limits.PayloadBytesMax)
        {
            throw new ArgumentException(
                $"State {key.StateName} of {key.GrainKey} has {payload.Length} bytes, {_limits.PayloadBytesMax} are allowed");
        }

        var version = await _rows.WriteAsync(new RowWrite(key, VersionOf(key, grainState.ETag), payload));
        if (version == 0)
        {
            throw Conflict(key, grainState.ETag);
        }

        grainState.ETag = EtagOf(version);
        grainState.RecordExists = true;
    }

    /// <inheritdoc/>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        var key = RowKey.Of(stateName, grainId);
        var expected = VersionOf(key, grainState.ETag);
        var done = expected == 0
            ? await _rows.ReadAsync(key) is null
            : await _rows.WriteAsync(new RowWrite(key, expected, Payload: null)) != 0;
        if (!done)
        {
            throw Conflict(key, grainState.ETag);
        }

        SetAbsent(grainState);
    }

    /// <summary>Finishes what is queued and closes the database; may be called more than once.</summary>
    public ValueTask DisposeAsync() => _rows.DisposeAsync();

    private static string EtagOf(long version) => version.ToString(CultureInfo.InvariantCulture);

    private static long VersionOf(RowKey key, string? etag) =>
        string.IsNullOrEmpty(etag)
            ? 0
            : long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0
                ? version
                : throw Conflict(key, etag);

    private static InconsistentStateException Conflict(RowKey key, string? etag) =>
        new($"State {key.StateName} of {key.GrainKey} is not at version {etag ?? "(absent)"} any more", "unknown", etag ?? "");

    private static byte[] ToArray(BinaryData data) =>
        MemoryMarshal.TryGetArray(data.ToMemory(), out var segment)
        && segment is { Offset: 0, Array: { } array } && segment.Count == array.Length
            ? array
            : data.ToArray();

    private void SetAbsent<T>(IGrainState<T> grainState)
    {
        grainState.State = _activators.GetActivator<T>().Create();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }
}
