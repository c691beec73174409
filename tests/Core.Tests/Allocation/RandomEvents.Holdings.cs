using MesosOrleans.Core.Allocation;
using MesosOrleans.Core.Allocation.Cases;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Tests.Allocation;

/// <content>Offers, tasks, reservations and volumes.</content>
internal sealed partial class RandomEvents
{
    private static readonly ResourceSet OneTask = ResourceSet.Parse("cpus:0.5;mem:32");
    private static readonly ResourceSet SomeDisk = ResourceSet.Parse("disk:10");

    private Task Decline()
    {
        if (_held.Count == 0)
        {
            return Tick();
        }

        var offer = Pick(_held);
        _held.Remove(offer);
        TimeSpan? refusal = _random.Next(3) switch { 0 => null, 1 => TimeSpan.FromSeconds(2), _ => TimeSpan.FromDays(1) };
        return Both(
            $"decline {offer} {refusal}",
            target => target.Return(offer.FrameworkId, offer.Role, offer.AgentId, offer.Resources, refusal));
    }

    private Task Launch()
    {
        var at = _held.FindIndex(offer => offer.Resources.Contains(OneTask));
        if (at < 0)
        {
            return Tick();
        }

        var offer = _held[at];
        _held.RemoveAt(at);
        var used = _random.Next(3) == 0 ? offer.Resources : OneTask;
        _tasks.Add(offer with { Resources = used });
        TimeSpan? refusal = _random.Next(2) == 0 ? null : TimeSpan.FromSeconds(2);
        return Both(
            $"launch {offer} of {used} {refusal}",
            target => target.Launch(offer.FrameworkId, offer.Role, offer.AgentId, offer.Resources, used, refusal));
    }

    private Task Finish()
    {
        if (_tasks.Count == 0)
        {
            return Tick();
        }

        var task = Pick(_tasks);
        _tasks.Remove(task);
        return Both(
            $"finish {task}", target => target.Finish(task.FrameworkId, task.Role, task.AgentId, task.Resources));
    }

    private Task Reserve() => ChangeHeld(
        OneTask, offer => offer.Role == "*" ? null : Reserved("cpus({0}):0.5;mem({0}):32", offer.Role));

    private Task CreateVolume() => ChangeHeld(
        SomeDisk, offer => offer.Role == "*" ? null : Reserved($"disk({{0}})[volume{_next++}]:10", offer.Role));

    private async Task ChangeHeld(ResourceSet consumed, Func<AllocationOffer, ResourceSet?> conversion)
    {
        var offer = _held.Find(one => one.Resources.Contains(consumed));
        if (offer is null || conversion(offer) is not { } converted
            || !(await left.TotalOf(offer.AgentId)).Contains(consumed))
        {
            // Of an agent that has shrunk its ledger would refuse it.
            await Tick();
            return;
        }

        // Everything that is held there is accepted, and stays in use.
        bool IsMeant(AllocationOffer one) =>
            (one.FrameworkId, one.Role, one.AgentId) == (offer.FrameworkId, offer.Role, offer.AgentId);
        var held = ResourceSet.Sum(_held.Concat(_tasks).Where(IsMeant).Select(one => one.Resources));
        _held.RemoveAll(IsMeant);
        _tasks.RemoveAll(IsMeant);
        var step = new ResourceConversion(consumed, converted);
        Assert.Null(step.TryApply(held, out var after));
        _tasks.Add(offer with { Resources = after });
        await BothAndTick(
            $"convert {offer} to {converted}",
            target => target.Convert(offer.FrameworkId, offer.Role, offer.AgentId, step));
    }

    // An operator reserves, or takes a reservation back.
    private Task Operate()
    {
        var (agent, role) = (Pick(_agents), Pick(Roles));
        if (role == "*")
        {
            return Tick();
        }

        var reserved = Reserved("cpus({0}):0.5;mem({0}):32", role);
        var step = _random.Next(2) == 0 ? new ResourceConversion(OneTask, reserved) : new ResourceConversion(reserved, OneTask);
        return BothAndTick($"operate {agent} {step.Consumed} to {step.Converted}", async target => await target.Operate(agent, step));
    }

    private static ResourceSet Reserved(string format, string role) => ResourceSet.FromProto(
        CaseResources.Parse(string.Format(System.Globalization.CultureInfo.InvariantCulture, format, role)));
}
