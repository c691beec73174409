using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using MesosOrleans.Core.View;
using MesosOrleans.Protocol.V1;
using static MesosOrleans.Protocol.V1.MasterApi.Response.Types;

namespace MesosOrleans.Core.Tests.View;

/// <summary>What listings share with the original must be all of it, whatever fields the messages have or get.</summary>
public sealed class EndpointFormatTests
{
    [Fact]
    public void An_agent_keeps_every_field()
    {
        var agent = (GetAgents.Types.Agent)Filled(GetAgents.Types.Agent.Descriptor, 0);
        var original = agent.Clone();

        var shown = EndpointFormat.Agent(agent);

        // All its resources have a role of the older form already, so nothing is to change.
        Assert.Equal(original, shown);
        shown.TotalResources.Clear();
        Assert.Equal(original, agent);
    }

    [Fact]
    public void An_agent_without_optional_fields_gets_none()
    {
        var agent = new GetAgents.Types.Agent { AgentInfo = new AgentInfo { Hostname = "host" } };

        Assert.Equal(agent, EndpointFormat.Agent(agent));
    }

    [Fact]
    public void A_resource_gets_its_role_and_keeps_every_other_field()
    {
        var unreserved = (Resource)Filled(Resource.Descriptor, 0);
        unreserved.ClearRole();
        unreserved.Reservations.Clear();
        var expected = unreserved.Clone();
        expected.Role = "*";

        Assert.Equal(expected, EndpointFormat.Of(unreserved));
        Assert.False(unreserved.HasRole);
    }

    [Fact]
    public void A_single_dynamic_reservation_shows_in_the_older_form_too()
    {
        var reserved = new Resource
        {
            Name = "cpus",
            Type = Value.Types.Type.Scalar,
            Scalar = new Value.Types.Scalar { Value = 1 },
            Reservations =
            {
                new Resource.Types.ReservationInfo
                {
                    Type = Resource.Types.ReservationInfo.Types.Type.Dynamic,
                    Role = "eng",
                    Principal = "ops",
                },
            },
        };
        var expected = reserved.Clone();
        expected.Role = "eng";
        expected.Reservation = new Resource.Types.ReservationInfo { Principal = "ops" };

        Assert.Equal(expected, EndpointFormat.Of(reserved));
        Assert.False(reserved.HasRole);
    }

    [Fact]
    public void Stacked_reservations_have_no_older_form()
    {
        var refined = new Resource { Name = "cpus", Reservations = { new Resource.Types.ReservationInfo(), new Resource.Types.ReservationInfo() } };

        Assert.Same(refined, EndpointFormat.Of(refined));
    }

    // Every field set, lists with one item.
    private static IMessage Filled(MessageDescriptor type, int depth)
    {
        var message = type.Parser.ParseFrom(ByteString.Empty);
        foreach (var field in type.Fields.InDeclarationOrder().Where(field => !field.IsMap && depth < 8))
        {
            if (field.IsRepeated)
            {
                ((IList)field.Accessor.GetValue(message)).Add(ValueOf(field, depth));
            }
            else
            {
                field.Accessor.SetValue(message, ValueOf(field, depth));
            }
        }

        return message;
    }

    private static object? ValueOf(FieldDescriptor field, int depth) => field.FieldType switch
    {
        FieldType.Message => Filled(field.MessageType, depth + 1),
        FieldType.Enum => Enum.ToObject(field.EnumType.ClrType, field.EnumType.Values[^1].Number),
        FieldType.Bool => true,
        FieldType.String => field.Name,
        FieldType.Bytes => ByteString.CopyFromUtf8(field.Name),
        FieldType.Double => 1.5,
        FieldType.Float => 1.5f,
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => 3,
        FieldType.UInt32 or FieldType.Fixed32 => 3u,
        FieldType.UInt64 or FieldType.Fixed64 => 3ul,
        _ => 3L,
    };
}
