using System.Text.Json;
using Google.Protobuf;

namespace MesosOrleans.Protocol.Json;

internal sealed class MessageCodec<T>(string field, MessagePlan plan) : ValueCodec<T>
    where T : class, IMessage<T>, new()
{
    public override T Empty => new();

    public override MessagePlan? Message => plan;

    public override void Write(T value, ref JsonBuffer output) => plan.Write(value, ref output);

    public override ReadOutcome Read(ref JsonInput input, out T value)
    {
        value = new T();
        return input.Reader.TokenType == JsonTokenType.StartObject
            ? plan.Read(ref input, value)
            : input.FailKind(field);
    }
}
