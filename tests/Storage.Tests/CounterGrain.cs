namespace MesosOrleans.Storage.Tests;

public sealed class CounterGrain([PersistentState("counter")] IPersistentState<SampleState> state)
    : Grain, ICounterGrain, IRemindable
{
    public async Task<string> Add(string text)
    {
        state.State.Text += text;
        await state.WriteStateAsync();
        return state.State.Text;
    }

    public async Task<bool> Remind() =>
        await this.RegisterOrUpdateReminder("soon", TimeSpan.FromHours(1), TimeSpan.FromHours(1)) is not null;

    public async Task<bool> Reminded() => await this.GetReminder("soon") is not null;

    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;
}
