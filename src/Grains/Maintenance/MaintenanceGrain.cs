using MesosOrleans.Core.Maintenance;
using MesosOrleans.Grains.Interfaces;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Grains.Interfaces.Cluster;
using MesosOrleans.Grains.Interfaces.Maintenance;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.MaintenanceApi;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.Grains.Maintenance;

/// <summary>
/// Checks a change, makes the new document durable, then tells the agents that there is one. An agent that was not
/// reached finds the newer version by itself.
/// </summary>
public sealed partial class MaintenanceGrain(
    [PersistentState("maintenance")] IPersistentState<MaintenanceGrainState> storage,
    ILogger<MaintenanceGrain> logger) : Grain, IMaintenanceGrain
{
    private MaintenanceDocument _document = new();
    private MaintenancePlan _plan = MaintenancePlan.Empty;

    /// <inheritdoc />
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (storage.State.Document is { } stored)
        {
            _document = stored;
            _plan = stored.ToPlan();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task<MaintenanceDocument> Get() => Task.FromResult(_document);

    /// <inheritdoc />
    public Task<AgentMaintenance> Find(string hostname, string ip)
    {
        var status = _plan.Find(hostname, ip);
        return Task.FromResult(new AgentMaintenance
        {
            Version = _document.Version,
            ModeNumber = (int)status.Mode,
            Unavailability = status.Unavailability,
        });
    }

    /// <inheritdoc />
    public Task<MaintenanceResult> UpdateSchedule(Schedule schedule) => Change(_plan.TryUpdate(schedule, out var plan), plan);

    /// <inheritdoc />
    public Task<MaintenanceResult> Start(IReadOnlyList<MachineID> machines) => Change(_plan.TryStart(machines, out var plan), plan);

    /// <inheritdoc />
    public Task<MaintenanceResult> Stop(IReadOnlyList<MachineID> machines) => Change(_plan.TryStop(machines, out var plan), plan);

    private async Task<MaintenanceResult> Change(string? error, MaintenancePlan plan)
    {
        if (error is not null)
        {
            return new MaintenanceResult { Error = error };
        }

        var next = new MaintenanceDocument
        {
            Version = _document.Version + 1,
            Schedule = plan.Schedule,
            Down = [.. plan.Down],
        };
        storage.State.Document = next;
        try
        {
            await storage.WriteStateAsync();
        }
        catch
        {
            // Another activation may own the document now, or the outcome is unknown: begin again from the storage.
            DeactivateOnIdle();
            throw;
        }

        _document = next;
        _plan = plan;
        LogChanged(next.Version, next.Schedule.Windows.Count, next.Down.Count);
        await TellAgents();
        return MaintenanceResult.Ok;
    }

    private async Task TellAgents()
    {
        try
        {
            foreach (var shard in DirectoryKey.All(DirectoryKey.Agents))
            {
                foreach (var agent in await GrainFactory.GetGrain<IDirectoryGrain>(shard).List())
                {
                    GrainFactory.Find<IAgentGrain>(agent).OnMaintenanceChanged(_document.Version).Ignore();
                }
            }
        }
        catch (Exception exception)
        {
            LogNotTold(exception, _document.Version);
        }
    }

    [LoggerMessage(1501, LogLevel.Information, "Maintenance schedule {Version}: {Windows} windows, {Down} machines down")]
    private partial void LogChanged(long version, int windows, int down);

    [LoggerMessage(1502, LogLevel.Warning, "Agents could not be told of maintenance schedule {Version}; they will ask")]
    private partial void LogNotTold(Exception exception, long version);
}
