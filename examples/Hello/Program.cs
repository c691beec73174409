using MesosOrleans.Client;
using MesosOrleans.Client.Events;
using MesosOrleans.Core.Batch;
using MesosOrleans.Protocol.V1;

await using var cluster = await MesosCluster.ConnectAsync();
await using var session = await cluster.RegisterAsync(new FrameworkInfo { Name = "hello" });
var launched = false;
await foreach (var item in session.ReadEventsAsync())
{
    if (!launched && item is OffersReceived { Offers: [var offer, ..] } && new OfferPacker(offer).TryTake(ResourceDemand.Small) is { } resources)
    {
        var command = new CommandInfo { Value = "echo hello from $(hostname)" };
        var task = new TaskInfo { Name = "hello", TaskId = new TaskID { Value = "hello" }, Command = command, Resources = { resources } };
        await session.LaunchAsync(offer, task);
        launched = true;
    }
    else if (item is TaskUpdated { Status: var status } && TaskStates.IsOver(status.State))
    {
        Console.WriteLine($"{status.State} on {status.AgentId.Value}");
        await session.TeardownAsync();
        return status.State == TaskState.TaskFinished ? 0 : 1;
    }
}

return 1;
