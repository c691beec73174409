using System.Text;
using System.Text.Json;
using MesosOrleans.Grains.Interfaces.Roles;
using MesosOrleans.Protocol.Json;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.QuotaApi;
using MesosOrleans.Silo.Api.V1.Operator;
using WeightList = MesosOrleans.Protocol.V1.MasterApi.Call.Types.UpdateWeights;

namespace MesosOrleans.Silo.Api.Legacy;

/// <summary>/weights and /quota (legacy-endpoints.md 2).</summary>
internal sealed partial class PolicyEndpoints(
    RolePolicyActions actions, MesosApiOptions options, ILogger<PolicyEndpoints> logger)
{
    private const string QuotaPath = "/quota";

    /// <summary>Adds the handlers by path.</summary>
    public void AddTo(IDictionary<string, RequestDelegate> routes)
    {
        routes["/weights"] = Weights;
        routes[QuotaPath] = Quota;
    }

    private async Task Weights(HttpContext context)
    {
        switch (context.Request.Method)
        {
            case "GET":
                await Read(context, (writer, policy) => WriteWeights(writer, PolicyListing.Weights(policy)));
                break;
            case "PUT":
                await Change(context, UpdateWeights);
                break;
            default:
                await PlainText.MethodNotAllowed(context, "GET", "PUT");
                break;
        }
    }

    private async Task Quota(HttpContext context)
    {
        switch (context.Request.Method)
        {
            case "GET":
                await Read(context, (writer, policy) => MesosJson.Write(PolicyListing.Quotas(policy), writer));
                break;
            case "POST":
                await Change(context, SetQuota);
                break;
            case "DELETE":
                await Answer(context, await RemoveQuota(context.Request.Path.Value ?? ""));
                break;
            default:
                await PlainText.MethodNotAllowed(context, "GET", "POST", "DELETE");
                break;
        }
    }

    private async Task<ApiError?> UpdateWeights(string body)
    {
        // The messages' own parser reads objects only: the array becomes the one field of one.
        var (list, error) = Parse<WeightList>(body, $"{{\"weight_infos\":{body}}}", '[');
        return error is not { } wrong ? await actions.UpdateWeights(list!.WeightInfos)
            : Bad(wrong.IsSyntax
                ? $"Failed to parse update weights request JSON '{body}': {wrong.Text}"
                : $"Failed to convert weights JSON array to protobuf '{body}': {wrong.Text}");
    }

    private async Task<ApiError?> SetQuota(string body)
    {
        var (request, error) = Parse<QuotaRequest>(body, body, '{');
        return error is not { } wrong ? await actions.SetQuota(request!)
            : Bad(wrong.IsSyntax
                ? $"Failed to parse set quota request JSON '{body}': {wrong.Text}"
                : $"Failed to validate set quota request JSON '{body}': {wrong.Text}");
    }

    // The role is all that comes after the second token, slashes included; the path is the one with the component's name.
    private async Task<ApiError?> RemoveQuota(string path)
    {
        var full = path.StartsWith("/master", StringComparison.Ordinal) ? path : "/master" + path;
        var role = ApiRouter.Remainder(full, QuotaPath).ToString();
        if (role.Length == 0)
        {
            return Bad($"Failed to parse remove quota request for path '{full}': expected 3 tokens, found 2 tokens");
        }

        return options.Roles is { } roles && !roles.Contains(role)
            ? Bad($"Failed to validate remove quota request for path '{full}': Unknown role '{role}'")
            : await actions.RemoveQuota(role, $"Failed to remove quota for path '{full}': ");
    }

    private async Task Change(HttpContext context, Func<string, Task<ApiError?>> change)
    {
        using var body = new PooledBuffer();
        var error = await BodyReader.Read(context, body, options.BodyBytesMax)
            ?? await change(Encoding.UTF8.GetString(body.WrittenSpan));
        await Answer(context, error);
    }

    private async Task Read(HttpContext context, Action<Utf8JsonWriter, RolePolicy> write)
    {
        RolePolicy policy;
        try
        {
            policy = await actions.Get();
        }
        catch (Exception exception)
        {
            ReadFailed(logger, exception, context.Request.Path.Value ?? "");
            await PlainText.Write(
                context,
                StatusCodes.Status503ServiceUnavailable,
                "The cluster's state cannot be read at the moment. Repeat the request");
            return;
        }

        await LegacyAnswer.Write(context, writer => write(writer, policy));
    }

    private static (T? Message, MesosJsonError? Error) Parse<T>(string given, string wrapped, char opening)
        where T : class, Google.Protobuf.IMessage<T>, new()
    {
        // Asked of the text as it came, so that an error's place is counted from its start.
        if (!MesosJson.TryParse<T>(Encoding.UTF8.GetBytes(given), out _, out var alone) && alone.IsSyntax)
        {
            return (null, alone);
        }

        if (!given.TrimStart().StartsWith(opening))
        {
            return (null, new MesosJsonError(true, "Unexpected JSON type parsed"));
        }

        return MesosJson.TryParse<T>(Encoding.UTF8.GetBytes(wrapped), out var message, out var error)
            ? (message, null)
            : (null, error);
    }

    private static void WriteWeights(Utf8JsonWriter writer, IReadOnlyList<WeightInfo> weights)
    {
        writer.WriteStartArray();
        foreach (var info in weights)
        {
            writer.WriteStartObject();
            writer.WriteString("role", info.Role);
            writer.Double("weight", info.Weight);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static ApiError Bad(string text) => new(StatusCodes.Status400BadRequest, text);

    private static Task Answer(HttpContext context, ApiError? error) => error is null
        ? PlainText.Empty(context, StatusCodes.Status200OK)
        : PlainText.Write(context, error.Status, error.Text);

    [LoggerMessage(5302, LogLevel.Warning, "{Path} was answered 503")]
    private static partial void ReadFailed(ILogger logger, Exception exception, string path);
}
