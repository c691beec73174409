using Google.Protobuf;
using MesosOrleans.Core.Agents;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Tests.Agents;

public sealed class OperationLogTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void It_is_told_again_after_longer_and_longer_pauses()
    {
        var log = new OperationLog(10);
        log.Add(Operation("op", 1), Start);
        Assert.Empty(log.TakeDue(Start.AddSeconds(9)));
        Assert.Single(log.TakeDue(Start.AddSeconds(10)));
        Assert.Empty(log.TakeDue(Start.AddSeconds(29)));
        Assert.Single(log.TakeDue(Start.AddSeconds(30)));
        var now = Start.AddSeconds(30);
        for (var i = 0; i < 20; i++)
        {
            now += TimeSpan.FromMinutes(10);
            Assert.Single(log.TakeDue(now));
        }

        Assert.Empty(log.TakeDue(now.AddMinutes(9)));
    }

    [Fact]
    public void Only_the_right_acknowledgement_ends_it()
    {
        var log = new OperationLog(10);
        var operation = Operation("op", 1);
        log.Add(operation, Start);
        var uuid = operation.LatestStatus.Uuid.Value;
        Assert.False(log.Acknowledge("f", "op", ByteString.CopyFrom(2)));
        Assert.False(log.Acknowledge("other", "op", uuid));
        Assert.False(log.Acknowledge("f", "other", uuid));
        Assert.Single(log.Of("f"));
        Assert.True(log.Acknowledge("f", "op", uuid));
        Assert.False(log.Acknowledge("f", "op", uuid));
        Assert.Empty(log.Operations);
    }

    [Fact]
    public void It_is_bounded_and_forgets_removed_frameworks()
    {
        var log = new OperationLog(2);
        log.Add(Operation("a", 1), Start);
        log.Restore(Operation("b", 2));
        Assert.Equal(0, log.Slots);
        Assert.Single(log.TakeDue(Start));
        Assert.True(log.RemoveFramework("f"));
        Assert.Equal(2, log.Slots);
    }

    private static Operation Operation(string id, byte uuid)
    {
        var status = new OperationStatus
        {
            OperationId = new OperationID { Value = id },
            State = OperationState.OperationFinished,
            Uuid = new UUID { Value = ByteString.CopyFrom(uuid) },
        };
        return new Operation
        {
            FrameworkId = new FrameworkID { Value = "f" },
            Info = new Offer.Types.Operation { Type = Offer.Types.Operation.Types.Type.Reserve, Id = status.OperationId },
            LatestStatus = status,
            Uuid = status.Uuid,
        };
    }
}
