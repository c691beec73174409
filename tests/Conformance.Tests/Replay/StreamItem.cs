using System.Text.Json;

namespace MesosOrleans.Conformance.Tests.Replay;

/// <summary>
/// What one event says, or one of the offers in it. The protocol orders items of one channel only: the updates of one
/// task, the offers and their withdrawals, and so on.
/// </summary>
/// <param name="Channel">What it is ordered with.</param>
/// <param name="Kind">Type of the event.</param>
/// <param name="Json">The event; for offers the offer.</param>
internal sealed record StreamItem(string Channel, string Kind, JsonElement Json)
{
    /// <summary>Channel of offers, rescinds and inverse offers.</summary>
    public const string Offers = "offers";

    /// <summary>Channel of the frameworks that come and go, of an operator's stream.</summary>
    public const string Frameworks = "frameworks";

    /// <summary>Takes an event apart.</summary>
    public static IEnumerable<StreamItem> Of(JsonElement happened)
    {
        var kind = happened.GetProperty("type").GetString()!;
        return kind switch
        {
            "OFFERS" => happened.GetProperty("offers").GetProperty("offers").EnumerateArray()
                .Select(offer => new StreamItem(Offers, kind, offer)),
            "INVERSE_OFFERS" => happened.GetProperty("inverse_offers").GetProperty("inverse_offers").EnumerateArray()
                .Select(offer => new StreamItem(Offers, kind, offer)),
            _ => [new StreamItem(ChannelOf(kind, happened), kind, happened)],
        };
    }

    private static string ChannelOf(string kind, JsonElement happened) => kind switch
    {
        "RESCIND" or "RESCIND_INVERSE_OFFER" => Offers,
        "UPDATE" => "task " + TaskOf(happened.GetProperty("update").GetProperty("status")),
        "TASK_ADDED" => "task " + TaskOf(happened.GetProperty("task_added").GetProperty("task")),
        "TASK_UPDATED" => "task " + TaskOf(happened.GetProperty("task_updated").GetProperty("status")),
        "UPDATE_OPERATION_STATUS" => "operation " + happened.GetProperty("update_operation_status").GetProperty("status")
            .GetProperty("operation_id").GetProperty("value").GetString(),
        "FRAMEWORK_ADDED" or "FRAMEWORK_UPDATED" or "FRAMEWORK_REMOVED" => Frameworks,
        "SUBSCRIBED" or "ERROR" => "session",
        _ => kind,
    };

    private static string TaskOf(JsonElement from) => from.GetProperty("task_id").GetProperty("value").GetString()!;
}
