using CsCheck;
using Orleans.Storage;

namespace MesosOrleans.Storage.Tests;

/// <summary>
/// Random operations of several activations of few grains, against a model: a table of (etag, text). Each step must
/// succeed or conflict exactly when the model says so, and show what the model holds.
/// </summary>
internal static class ModelCheck
{
    private const int Grains = 3;
    private const int Activations = 3;

    private enum Act
    {
        Read,
        Write,
        Clear,
    }

    public static Task RunAsync(Func<IGrainStorage> storage, Func<string> nextKey)
    {
        var step = Gen.Select(Gen.Int[0, Grains - 1], Gen.Int[0, Activations - 1], Gen.Enum<Act>());
        return step.Array[1, 40].SampleAsync(
            steps => PlayAsync(storage(), nextKey(), steps),
            iter: 60,
            threads: 2);
    }

    private static async Task PlayAsync(IGrainStorage storage, string run, (int Grain, int Activation, Act Act)[] steps)
    {
        var cells = new GrainCell[Grains, Activations];
        var model = new (string? Etag, string Text)[Grains];
        for (var grain = 0; grain < Grains; grain++)
        {
            model[grain] = (null, "");
            for (var activation = 0; activation < Activations; activation++)
            {
                cells[grain, activation] = new GrainCell(storage, GrainId.Create("model", $"{run}-{grain}"));
                await cells[grain, activation].ReadAsync();
            }
        }

        for (var i = 0; i < steps.Length; i++)
        {
            var (grain, activation, act) = steps[i];
            model[grain] = await StepAsync(cells[grain, activation], act, $"{i}", model[grain]);
        }
    }

    private static async Task<(string? Etag, string Text)> StepAsync(
        GrainCell cell,
        Act act,
        string text,
        (string? Etag, string Text) row)
    {
        var matches = cell.State.ETag == row.Etag;
        switch (act)
        {
            case Act.Write when matches:
                await cell.WriteAsync(text);
                Assert.NotEqual(row.Etag, cell.State.ETag);
                return (cell.State.ETag, text);
            case Act.Clear when matches && row.Etag is not null:
                await cell.ClearAsync();
                await cell.ReadAsync();
                Assert.False(cell.State.RecordExists);
                return (cell.State.ETag, "");
            case Act.Write:
                await Assert.ThrowsAsync<InconsistentStateException>(() => cell.WriteAsync(text));
                return row;
            case Act.Clear when row.Etag is not null && cell.State.ETag is not null:
                await Assert.ThrowsAsync<InconsistentStateException>(cell.ClearAsync);
                return row;
            default:
                await cell.ReadAsync();
                Assert.Equal((row.Etag, row.Text), (cell.State.ETag, cell.Text));
                Assert.Equal(row.Etag is not null, cell.State.RecordExists);
                return row;
        }
    }
}
