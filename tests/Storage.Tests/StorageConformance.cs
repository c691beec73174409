using System.Globalization;
using MesosOrleans.TestSupport;
using Orleans.Storage;

namespace MesosOrleans.Storage.Tests;

/// <summary>What every grain storage must do, whichever database is behind it.</summary>
public abstract class StorageConformance : IAsyncLifetime
{
    private static int _grains;
    private StorageHandle? _handle;

    private IGrainStorage Storage => _handle!.Storage;

    public async Task InitializeAsync() => _handle = await OpenAsync();

    public async Task DisposeAsync() => await _handle!.DisposeAsync();

    [Fact]
    public async Task A_grain_without_a_row_reads_a_new_state()
    {
        var cell = NewCell();
        cell.State = new GrainState<SampleState>(new SampleState { Text = "left over" }, "7") { RecordExists = true };
        await cell.ReadAsync();
        Assert.False(cell.State.RecordExists);
        Assert.True(string.IsNullOrEmpty(cell.State.ETag));
        Assert.Equal("", cell.Text);
    }

    [Fact]
    public async Task What_was_written_is_read()
    {
        var cell = NewCell();
        await cell.WriteAsync("one");
        Assert.True(cell.State.RecordExists);
        var again = cell.Again();
        await again.ReadAsync();
        Assert.Equal(("one", true, cell.State.ETag), (again.Text, again.State.RecordExists, again.State.ETag));
    }

    [Fact]
    public async Task Each_write_has_another_etag()
    {
        var cell = NewCell();
        var etags = new HashSet<string>();
        for (var i = 0; i < 10; i++)
        {
            await cell.WriteAsync($"{i}");
            Assert.True(etags.Add(cell.State.ETag!));
        }
    }

    [Fact]
    public async Task One_of_many_first_writes_wins()
    {
        for (var round = 0; round < 20; round++)
        {
            var first = NewCell();
            var cells = Enumerable.Range(0, 8).Select(_ => first.Again()).ToArray();
            var won = await Task.WhenAll(cells.Select((cell, i) => TryAsync(cell.WriteAsync($"{i}"))));
            var winner = Assert.Single(won.Index(), result => result.Item).Index;
            await first.ReadAsync();
            Assert.Equal(winner.ToString(CultureInfo.InvariantCulture), first.Text);
        }
    }

    [Fact]
    public async Task One_of_many_updates_wins()
    {
        var first = NewCell();
        await first.WriteAsync("start");
        for (var round = 0; round < 20; round++)
        {
            var cells = Enumerable.Range(0, 8).Select(_ => first.Again()).ToArray();
            foreach (var cell in cells)
            {
                await cell.ReadAsync();
            }

            var won = await Task.WhenAll(cells.Select((cell, i) => TryAsync(cell.WriteAsync($"{round}.{i}"))));
            var winner = Assert.Single(won.Index(), result => result.Item).Index;
            await first.ReadAsync();
            Assert.Equal($"{round}.{winner}", first.Text);
        }
    }

    [Fact]
    public async Task A_stale_version_is_refused_and_changes_nothing()
    {
        var cell = NewCell();
        await cell.WriteAsync("one");
        var stale = cell.Again();
        await stale.ReadAsync();
        await cell.WriteAsync("two");

        var etag = stale.State.ETag;
        await Assert.ThrowsAsync<InconsistentStateException>(() => stale.WriteAsync("lost"));
        Assert.Equal(etag, stale.State.ETag);
        await Assert.ThrowsAsync<InconsistentStateException>(stale.ClearAsync);
        var fresh = cell.Again();
        await fresh.ReadAsync();
        Assert.Equal(("two", cell.State.ETag), (fresh.Text, fresh.State.ETag));
    }

    [Fact]
    public async Task A_version_without_a_row_is_refused_and_inserts_nothing()
    {
        var cell = NewCell();
        cell.State.ETag = "41";
        await Assert.ThrowsAsync<InconsistentStateException>(() => cell.WriteAsync("lost"));
        var fresh = cell.Again();
        await fresh.ReadAsync();
        Assert.False(fresh.State.RecordExists);
    }

    [Fact]
    public async Task A_first_write_over_a_row_is_refused()
    {
        var cell = NewCell();
        await cell.WriteAsync("one");
        await Assert.ThrowsAsync<InconsistentStateException>(() => cell.Again().WriteAsync("lost"));
        await cell.WriteAsync("two");
    }

    [Fact]
    public async Task A_clear_removes_the_row_and_the_grain_can_write_anew()
    {
        var cell = NewCell();
        await cell.WriteAsync("one");
        await cell.ClearAsync();
        Assert.False(cell.State.RecordExists);
        Assert.Equal("", cell.Text);

        var fresh = cell.Again();
        await fresh.ReadAsync();
        Assert.False(fresh.State.RecordExists);
        await fresh.WriteAsync("two");
        await cell.ReadAsync();
        Assert.Equal("two", cell.Text);
    }

    [Fact]
    public async Task A_restart_keeps_everything()
    {
        var cells = Enumerable.Range(0, 50).Select(_ => NewCell()).ToArray();
        await Task.WhenAll(cells.Select((cell, i) => cell.WriteAsync($"{i}")));
        await _handle!.DisposeAsync();
        _handle = await OpenAsync();
        var again = cells.Select(cell => cell.Again(Storage)).ToArray();
        await Task.WhenAll(again.Select(cell => cell.ReadAsync()));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{i}"), again.Select(cell => cell.Text));
        Assert.Equal(cells.Select(cell => cell.State.ETag), again.Select(cell => cell.State.ETag));
        await again[0].WriteAsync("on");
    }

    [Fact]
    public async Task A_large_payload_is_kept()
    {
        var bytes = new byte[9 * 1024 * 1024];
        new Random(1).NextBytes(bytes);
        var cell = NewCell();
        await Task.WhenAll(cell.WriteAsync("large", bytes), NewCell().WriteAsync("small"), NewCell().WriteAsync("b", bytes));
        var again = cell.Again();
        await again.ReadAsync();
        Assert.True(bytes.AsSpan().SequenceEqual(again.Bytes));
    }

    [Theory]
    [InlineData("späße/ключ/鍵/🗝")]
    [InlineData("it's; DROP TABLE group_commit_state; --")]
    [InlineData("\"quoted\" \\ back\\x00 $1 @p %s")]
    [InlineData(" spaces \t\n ")]
    [InlineData("a+b/c=d?e&f#g")]
    public async Task Odd_keys_are_keys_like_any_other(string key)
    {
        var cell = new GrainCell(Storage, GrainId.Create("odd", key + NextKey()), "späße's \"state\"");
        await cell.WriteAsync(key);
        var other = new GrainCell(Storage, GrainId.Create("odd", key + NextKey()), "späße's \"state\"");
        await other.WriteAsync("other");
        var again = cell.Again();
        await again.ReadAsync();
        Assert.Equal(key, again.Text);
    }

    [Fact]
    public async Task State_names_are_apart()
    {
        var id = GrainId.Create("sample", NextKey());
        var one = new GrainCell(Storage, id, "one");
        var two = new GrainCell(Storage, id, "two");
        await Task.WhenAll(one.WriteAsync("1"), two.WriteAsync("2"));
        await Task.WhenAll(one.ReadAsync(), two.ReadAsync());
        Assert.Equal(("1", "2"), (one.Text, two.Text));
    }

    [Fact]
    public async Task Many_grains_write_at_once()
    {
        var cells = Enumerable.Range(0, 300).Select(_ => NewCell()).ToArray();
        await Task.WhenAll(cells.Select(async (cell, i) =>
        {
            for (var round = 0; round < 5; round++)
            {
                await cell.WriteAsync($"{i}.{round}");
            }
        }));
        var again = cells.Select(cell => cell.Again()).ToArray();
        await Task.WhenAll(again.Select(cell => cell.ReadAsync()));
        Assert.Equal(Enumerable.Range(0, 300).Select(i => $"{i}.4"), again.Select(cell => cell.Text));
    }

    [Fact]
    public Task Random_operations_do_as_the_model_does() => ModelCheck.RunAsync(() => Storage, NextKey);

    /// <summary>Opens the storage; each time on the same data.</summary>
    protected abstract Task<StorageHandle> OpenAsync();

    private protected static string NextKey() =>
        Interlocked.Increment(ref _grains).ToString("x", CultureInfo.InvariantCulture);

    private GrainCell NewCell() => new(Storage, GrainId.Create("sample", NextKey()));

    private static async Task<bool> TryAsync(Task write)
    {
        try
        {
            await write;
            return true;
        }
        catch (InconsistentStateException)
        {
            return false;
        }
    }
}
