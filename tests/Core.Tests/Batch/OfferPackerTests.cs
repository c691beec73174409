using MesosOrleans.Core.Batch;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Tests.Batch;

public sealed class OfferPackerTests
{
    [Fact]
    public void TakesUntilNothingIsLeft()
    {
        var packer = new OfferPacker(Offers.Of("o", ("cpus", 0.3), ("mem", 100)));
        var demand = ResourceDemand.Of(0.1, 32);
        Assert.NotNull(packer.TryTake(demand));
        Assert.NotNull(packer.TryTake(demand));
        Assert.NotNull(packer.TryTake(demand));
        Assert.Null(packer.TryTake(demand));
    }

    [Fact]
    public void AFailedTakeTakesNothing()
    {
        var packer = new OfferPacker(Offers.Of("o", ("cpus", 1), ("mem", 10)));
        Assert.Null(packer.TryTake(ResourceDemand.Of(1, 11)));
        Assert.NotNull(packer.TryTake(ResourceDemand.Of(1, 10)));
    }

    [Fact]
    public void WhatIsTakenKeepsReservationsAndRole()
    {
        var offer = Offers.Of("o", ("mem", 64));
        var reserved = Offers.Scalar("cpus", 0.5);
        reserved.Reservations.Add(new Resource.Types.ReservationInfo { Role = "web" });
        offer.Resources.Add(reserved);
        offer.Resources.Add(Offers.Scalar("cpus", 1));
        var taken = new OfferPacker(offer).TryTake(ResourceDemand.Of(0.75, 64));
        Assert.NotNull(taken);
        Assert.Equal(3, taken.Count);
        Assert.Equal("web", taken[0].Reservations[0].Role);
        Assert.Equal(0.5, taken[0].Scalar.Value);
        Assert.Empty(taken[1].Reservations);
        Assert.Equal(0.25, taken[1].Scalar.Value);
        Assert.All(taken, resource => Assert.Equal("*", resource.AllocationInfo.Role));
    }

    [Fact]
    public void VolumesAndRevocableResourcesAreLeftAlone()
    {
        var offer = Offers.Of("o", ("mem", 64));
        var revocable = Offers.Scalar("cpus", 8);
        revocable.Revocable = new Resource.Types.RevocableInfo();
        offer.Resources.Add(revocable);
        Assert.Null(new OfferPacker(offer).TryTake(ResourceDemand.Of(0.1, 32)));
    }
}
