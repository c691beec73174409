using System.Reflection;
using CsCheck;
using Google.Protobuf;
using MesosOrleans.Protocol.Json;

namespace MesosOrleans.Protocol.Tests.Json;

/// <summary>Random messages of every type survive JSON and protobuf and the way from one to the other.</summary>
public sealed class RoundTripTests
{
    private const int Iterations = 40;

    private static readonly MethodInfo Check =
        typeof(RoundTripTests).GetMethod(nameof(CheckRoundTrip), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static TheoryData<string> MessageNames => [.. AllMessages.Messages.Keys];

    [Theory]
    [MemberData(nameof(MessageNames))]
    public void EveryMessageSurvives(string name)
    {
        var type = AllMessages.Messages[name];
        var check = Check.MakeGenericMethod(type.ClrType).CreateDelegate<Action<IMessage>>();
        Gen.Int.Sample(seed => check(new RandomMessage(seed).Create(type)), iter: Iterations, threads: 1);
    }

    private static void CheckRoundTrip<T>(IMessage message)
        where T : class, IMessage<T>, new()
    {
        var expected = (T)message;
        var json = MesosJson.ToUtf8(message);
        Assert.True(MesosJson.TryParse<T>(json, out var fromJson, out var error), error.Text);
        // Explicit defaults are written, so they come back as set: both sides are compared as JSON and on the wire.
        Assert.Equal(json, MesosJson.ToUtf8(fromJson));

        Assert.True(ProtobufWire.TryParse<T>(expected.ToByteArray(), out var fromWire, out var wireError), wireError);
        Assert.Equal(expected, fromWire);
        Assert.Equal(json, MesosJson.ToUtf8(fromWire));

        Assert.True(ProtobufWire.TryParse<T>(fromJson.ToByteArray(), out var both, out wireError), wireError);
        Assert.Equal(fromJson, both);
        Assert.Equal(WithDefaults(expected), WithDefaults(fromJson));
    }

    /// <summary>The message with every unset explicit default set.</summary>
    private static IMessage WithDefaults(IMessage message)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            var value = field.Accessor.GetValue(message);
            if (!field.IsRepeated && field.ToProto().HasDefaultValue)
            {
                field.Accessor.SetValue(message, value);
            }

            switch (value)
            {
                case IMessage below:
                    WithDefaults(below);
                    break;
                case System.Collections.IDictionary map:
                    Each(map.Values);
                    break;
                case System.Collections.IList list:
                    Each(list);
                    break;
            }
        }

        return message;
    }

    private static void Each(System.Collections.ICollection values)
    {
        foreach (var below in values.OfType<IMessage>())
        {
            WithDefaults(below);
        }
    }
}
