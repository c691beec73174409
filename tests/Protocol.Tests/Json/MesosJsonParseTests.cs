using System.Text;
using Google.Protobuf;
using MesosOrleans.Protocol.Json;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Protocol.Tests.Json;

public sealed class MesosJsonParseTests
{
    [Theory]
    [InlineData("{")]
    [InlineData("")]
    public void TextThatIsNoJsonIsASyntaxError(string text)
    {
        var error = Fail<Call>(text);
        Assert.Equal("Failed to parse body into JSON: syntax error at line 1 near: ", error.ToResponseBody("Call"));
    }

    [Theory]
    [InlineData("{{{", "syntax error at line 1 near: {{")]
    [InlineData("{\"type\":5,\n]", "syntax error at line 2 near: ]")]
    public void ASyntaxErrorShowsWhere(string text, string expected)
    {
        var error = Fail<Call>(text);
        Assert.True(error.IsSyntax);
        Assert.Equal(expected, error.Text);
    }

    [Theory]
    [InlineData("\"x\"", "Expecting a JSON object")]
    [InlineData("[]", "Expecting a JSON object")]
    [InlineData("{\"framework_id\":[]}", "Not expecting a JSON array for field 'framework_id'")]
    [InlineData("{\"framework_id\":\"x\"}", "Not expecting a JSON string for field 'framework_id'")]
    [InlineData("{\"framework_id\":{\"value\":5}}", "Not expecting a JSON number for field 'value'")]
    [InlineData("{\"framework_id\":{\"value\":{}}}", "Not expecting a JSON object for field 'value'")]
    [InlineData("{\"framework_id\":{\"value\":true}}", "Not expecting a JSON boolean for field 'value'")]
    [InlineData("{\"type\":3}", "Not expecting a JSON number for field 'type'")]
    [InlineData("{\"subscribe\":{\"framework_info\":{\"name\":\"x\"}}}",
        "Missing required fields: subscribe.framework_info.user")]
    [InlineData("{\"acknowledge\":{\"uuid\":\"***\"}}",
        "Failed to base64 decode bytes field 'uuid': Invalid character '*'")]
    [InlineData("{\"framework_id\":{\"value\":1},\"accept\":5}", "Not expecting a JSON number for field 'accept'")]
    public void ValuesThatDoNotFitAreNamed(string json, string expected)
    {
        var error = Fail<Call>(json);
        Assert.False(error.IsSyntax);
        Assert.Equal(expected, error.Text);
    }

    [Fact]
    public void MissingFieldsAreListedInOrder()
    {
        var error = Fail<V1.ExecutorApi.Call>("{\"type\":\"SUBSCRIBE\",\"subscribe\":{}}");
        Assert.Equal(
            "Failed to convert JSON into Call protobuf: Missing required fields: executor_id, framework_id",
            error.ToResponseBody("Call"));
        Assert.Equal(
            "Missing required fields: offer_ids[1].value",
            Fail<Call.Types.Decline>("{\"offer_ids\":[{\"value\":\"a\"},{}]}").Text);
    }

    [Fact]
    public void UnknownKeysAreIgnoredAndTheLastDuplicateWins()
    {
        var call = Parse<Call>("{\"x\":{\"y\":[1]},\"framework_id\":7,\"framework_id\":{\"value\":\"f\"}}");
        Assert.Equal("f", call.FrameworkId.Value);
        Assert.Equal("b", Parse<TaskID>("{\"value\":\"a\",\"value\":\"b\"}").Value);
        Assert.Equal(["b"], Parse<Call.Types.Revive>("{\"roles\":[\"a\"],\"roles\":[\"b\"]}").Roles);
        Assert.Null(Parse<Call>("{\"framework_id\":{\"value\":\"f\"},\"framework_id\":null}").FrameworkId);
    }

    [Fact]
    public void NullIsAbsent()
    {
        Assert.Empty(Parse<Call.Types.Revive>("{\"roles\":null}").Roles);
        Assert.Null(Parse<Call>("{\"framework_id\":null}").FrameworkId);
        Assert.Equal("Missing required fields: value", Fail<TaskID>("{\"value\":null}").Text);
    }

    [Fact]
    public void ASingleValueIsAppendedToARepeatedField() =>
        Assert.Equal(["gold"], Parse<Call.Types.Revive>("{\"roles\":\"gold\"}").Roles);

    [Fact]
    public void NumbersAndBooleansMayBeStrings()
    {
        Assert.Equal(7, Parse<TimeInfo>("{\"nanoseconds\":\"7\"}").Nanoseconds);
        Assert.Equal(2.5, Parse<Value.Types.Scalar>("{\"value\":\"2.5\"}").Value);
        Assert.True(double.IsNegativeInfinity(Parse<Value.Types.Scalar>("{\"value\":\"-Infinity\"}").Value));
        Assert.True(Parse<FrameworkInfo>("{\"user\":\"\",\"name\":\"\",\"checkpoint\":\"true\"}").Checkpoint);
        Assert.False(Fail<Value.Types.Scalar>("{\"value\":\"NaN\"}").IsSyntax);
        Assert.False(Fail<FrameworkInfo>("{\"user\":\"\",\"name\":\"\",\"checkpoint\":\"yes\"}").IsSyntax);
    }

    [Theory]
    [InlineData("9223372036854775808")]
    [InlineData("1e400")]
    [InlineData("-9223372036854775809")]
    public void ANumberTooLargeIsRefused(string number) => Fail<TimeInfo>($"{{\"nanoseconds\":{number}}}");

    [Fact]
    public void AnUnknownEnumNameIsDroppedUnlessRequired()
    {
        Assert.False(Parse<Call>("{\"type\":\"NO_SUCH\"}").HasType);
        Assert.Equal(
            "Failed to find enum for 'NO_SUCH'", Fail<Resource>("{\"name\":\"x\",\"type\":\"NO_SUCH\"}").Text);
    }

    [Fact]
    public void AMapValueMustBeTheMessage()
    {
        const string Task = "{{\"name\":\"t\",\"task_id\":{{\"value\":\"t\"}},\"agent_id\":{{\"value\":\"a\"}},\"limits\":{0}}}";
        var task = Parse<TaskInfo>(Invariant(Task, "{\"cpus\":{\"value\":1}}"));
        Assert.Equal(1, task.Limits["cpus"].Value);
        Assert.Equal("Not expecting a JSON number for field 'value'", Fail<TaskInfo>(Invariant(Task, "{\"cpus\":1}")).Text);
        Assert.Equal("Not expecting a JSON string for field 'limits'", Fail<TaskInfo>(Invariant(Task, "\"x\"")).Text);
    }

    [Fact]
    public void NestingHasALimitAndTrailingTextIsRefused()
    {
        Assert.True(Fail<Call>(string.Concat(Enumerable.Repeat("{\"a\":", 100_000))).IsSyntax);
        Assert.True(Fail<Call>("{\"a\":" + new string('[', 201)).IsSyntax);
        Assert.True(Fail<Call>("{} x").IsSyntax);
        Parse<Call>(" {} \n");
    }

    [Fact]
    public void BrokenTextNeverThrows()
    {
        Assert.False(MesosJson.TryParse<TaskID>("{\"value\":\"\xff\"}"u8.ToArray().AsSpan()[..^1], out _, out _));
        Assert.False(MesosJson.TryParse<TaskID>([.. "{\"value\":\""u8, 0xff, .. "\"}"u8], out _, out _));
        Fail<TaskID>("{\"value\":\"\\ud800\"}");
        Fail<TaskID>("{\"\\ud800\":1}");
    }

    [Fact]
    public void EscapedKeysAndUnpaddedBase64AreUnderstood()
    {
        Assert.Equal("x", Parse<TaskID>("{\"\\u0076alue\":\"x\"}").Value);
        Assert.Equal([1, 2], Parse<UUID>("{\"value\":\"AQI\"}").Value.ToByteArray());
    }

    [Fact]
    public void DurationOfADrainIsSeconds() =>
        Assert.Equal(
            600, Parse<V1.MasterApi.Call.Types.DrainAgent>(
                "{\"agent_id\":{\"value\":\"a\"},\"max_grace_period\":{\"seconds\":600}}").MaxGracePeriod.Seconds);

    private static string Invariant(string format, string argument) =>
        string.Format(System.Globalization.CultureInfo.InvariantCulture, format, argument);

    private static T Parse<T>(string json)
        where T : class, IMessage<T>, new()
    {
        Assert.True(MesosJson.TryParse<T>(Encoding.UTF8.GetBytes(json), out var message, out var error), error.Text);
        return message;
    }

    private static MesosJsonError Fail<T>(string json)
        where T : class, IMessage<T>, new()
    {
        Assert.False(MesosJson.TryParse<T>(Encoding.UTF8.GetBytes(json), out var message, out var error));
        Assert.Null(message);
        return error;
    }
}
