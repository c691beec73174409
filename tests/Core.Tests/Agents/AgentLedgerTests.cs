using CsCheck;
using MesosOrleans.Core.Agents;
using MesosOrleans.Core.Resources;
using MesosOrleans.Core.Tests.Offers;
using MesosOrleans.Core.Tests.Resources;

namespace MesosOrleans.Core.Tests.Agents;

public sealed class AgentLedgerTests
{
    private static readonly ResourceSet Reserved = Samples.Set("cpus:1").PushReservation(Samples.Dynamic("r"));

    [Fact]
    public void A_reservation_is_part_of_the_total_and_of_what_is_kept()
    {
        var ledger = new AgentLedger(Samples.Set("cpus:4;mem:10"));
        var before = ledger.Version;
        Assert.Null(ledger.TryConvert(Conversions(Operations.Reserve(Reserved))));
        Assert.Equal(Samples.Set("cpus:3;mem:10") + Reserved, ledger.Total);
        Assert.Equal(Reserved, ledger.Checkpointed);
        Assert.True(ledger.Version > before);
    }

    [Fact]
    public void What_is_held_is_not_converted_and_nothing_changes()
    {
        var ledger = new AgentLedger(Samples.Set("cpus:4"));
        Assert.True(ledger.TryReserve([Task("t", Samples.Set("cpus:3.5"))], ResourceSet.Empty, null));
        var before = (ledger.Total, ledger.Version);
        Assert.Equal("cpus:0.5 does not contain cpus:1", ledger.TryConvert(Conversions(Operations.Reserve(Reserved))));
        Assert.Equal(before, (ledger.Total, ledger.Version));
    }

    [Fact]
    public void Reservations_survive_a_new_configuration_that_has_room_for_them()
    {
        var ledger = new AgentLedger(Samples.Set("cpus:4"));
        Assert.Null(ledger.TryConvert(Conversions(Operations.Reserve(Reserved))));
        Assert.Null(ledger.TryConfigure(Samples.Set("cpus:8;mem:5")));
        Assert.Equal(Samples.Set("cpus:7;mem:5") + Reserved, ledger.Total);
        Assert.Equal(
            "Incompatible agent resources: mem:5 does not contain cpus:1", ledger.TryConfigure(Samples.Set("mem:5")));
        Assert.Equal(Samples.Set("cpus:7;mem:5") + Reserved, ledger.Total);
    }

    [Fact]
    public void A_shared_volume_serves_many_tasks_and_is_destroyed_after_the_last()
    {
        var volume = ResourceSet.Of(Samples.Disk(10, "r", id: "v", shared: true));
        var ledger = new AgentLedger(Samples.Set("cpus:4") + volume);
        Assert.True(ledger.TryReserve([Task("a", Samples.Set("cpus:1") + volume)], ResourceSet.Empty, null));
        Assert.True(ledger.TryReserve([Task("b", Samples.Set("cpus:1") + volume)], ResourceSet.Empty, null));
        Assert.NotNull(ledger.TryConvert(Conversions(Operations.Destroy(volume))));
        ledger.Remove("f", "a");
        Assert.NotNull(ledger.TryConvert(Conversions(Operations.Destroy(volume))));
        ledger.Remove("f", "b");
        Assert.Null(ledger.TryConvert(Conversions(Operations.Destroy(volume))));
        Assert.Equal(Samples.Set("cpus:4;disk(r):10"), ledger.Total);
    }

    [Fact]
    public void A_volume_that_is_not_shared_serves_one_task()
    {
        var volume = ResourceSet.Of(Samples.Disk(10, "r", id: "v"));
        var ledger = new AgentLedger(volume);
        Assert.True(ledger.TryReserve([Task("a", volume)], ResourceSet.Empty, null));
        Assert.False(ledger.TryReserve([Task("b", volume)], ResourceSet.Empty, null));
    }

    [Fact]
    public void Whatever_is_converted_quantities_stay_and_nothing_held_is_lost()
    {
        var step = Gen.Select(Gen.Int[0, 4], Gen.Int[1, 6]);
        step.List[1, 40].Sample(steps =>
        {
            var configured = Samples.Set("cpus:8;disk:80");
            var ledger = new AgentLedger(configured);
            var next = 0;
            foreach (var (kind, amount) in steps)
            {
                Apply(ledger, kind, amount, ref next);
                Assert.Equal(configured.Quantities, ledger.Total.Quantities);
                Assert.True(ledger.Total.Contains(ledger.Used));
                Assert.Equal(
                    ledger.Total, ledger.Checkpointed + ledger.Total.Where(record => !CheckpointedResources.NeedsCheckpoint(record)));
                Assert.Null(CheckpointedResources.TryApply(configured, ledger.Checkpointed, out var rebuilt));
                Assert.Equal(ledger.Total, rebuilt);
            }
        });
    }

    private static void Apply(AgentLedger ledger, int kind, int amount, ref int next)
    {
        var cpus = Samples.Set($"cpus:{amount}").PushReservation(Samples.Dynamic("r"));
        var disk = Samples.Set($"disk:{amount * 10}").PushReservation(Samples.Dynamic("r"));
        switch (kind)
        {
            case 0:
                ledger.TryConvert(Conversions(Operations.Reserve(cpus + disk)));
                break;
            case 1:
                ledger.TryConvert(Conversions(Operations.Unreserve(cpus)));
                break;
            case 2:
                var id = $"v{next++}";
                var volume = Samples.Disk(amount * 10, "r", id: id);
                volume = volume.WithKey(volume.Key.WithReservations(ReservationStack.Of(Samples.Dynamic("r"))));
                ledger.TryConvert(Conversions(Operations.Create(ResourceSet.Of(volume))));
                break;
            case 3:
                ledger.TryReserve([Task($"t{next++}", amount % 2 == 0 ? cpus : Samples.Set($"cpus:{amount}"))], ResourceSet.Empty, null);
                break;
            default:
                if (ledger.Total.PersistentVolumes is { IsEmpty: false } volumes)
                {
                    ledger.TryConvert(Conversions(Operations.Destroy(ResourceSet.Of(volumes[0]))));
                }

                break;
        }
    }

    private static IReadOnlyList<ResourceConversion> Conversions(Protocol.V1.Offer.Types.Operation operation)
    {
        Assert.Null(OperationConversions.TryGet(operation, out var conversions));
        return conversions;
    }

    private static LedgerTask Task(string id, ResourceSet resources) =>
        new() { FrameworkId = "f", TaskId = id, Role = "r", Resources = resources };
}
