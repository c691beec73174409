using System.Text;
using Google.Protobuf.Collections;
using MesosOrleans.Protocol.Json;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Silo.Api.Transport;
using MesosOrleans.Silo.Api.V1.Operator;
using Operation = MesosOrleans.Protocol.V1.Offer.Types.Operation;

namespace MesosOrleans.Silo.Api.Legacy;

/// <summary>The forms /reserve, /unreserve, /create-volumes and /destroy-volumes (legacy-endpoints.md 2).</summary>
internal sealed class OperationForms(OperatorOperations operations, MesosApiOptions options)
{
    /// <summary>Adds the handlers by path.</summary>
    public void AddTo(IDictionary<string, RequestDelegate> routes)
    {
        routes["/reserve"] = context => Handle(context, "resources", "Error parsing", (form, resources) =>
        {
            var reserve = new Operation.Types.Reserve { Resources = { resources } };
            var error = form.Take("source", out var source) is null
                ? Parse(source, "source", "Error parsing", reserve.Source)
                : null;
            return (new Operation { Type = Operation.Types.Type.Reserve, Reserve = reserve }, error);
        });
        routes["/unreserve"] = context => Handle(context, "resources", "Error in parsing", (_, resources) => (new Operation
        {
            Type = Operation.Types.Type.Unreserve,
            Unreserve = new Operation.Types.Unreserve { Resources = { resources } },
        }, null));
        routes["/create-volumes"] = context => Handle(context, "volumes", "Error in parsing", (_, volumes) => (new Operation
        {
            Type = Operation.Types.Type.Create,
            Create = new Operation.Types.Create { Volumes = { volumes } },
        }, null));
        routes["/destroy-volumes"] = context => Handle(context, "volumes", "Error in parsing", (_, volumes) => (new Operation
        {
            Type = Operation.Types.Type.Destroy,
            Destroy = new Operation.Types.Destroy { Volumes = { volumes } },
        }, null));
    }

    private async Task Handle(
        HttpContext context,
        string field,
        string failure,
        Func<FormBody, RepeatedField<Resource>, (Operation Operation, ApiError? Error)> build)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            await PlainText.MethodNotAllowed(context, "POST");
            return;
        }

        using var body = new PooledBuffer();
        var error = await BodyReader.Read(context, body, options.BodyBytesMax)
            ?? FormBody.Parse(body.WrittenSpan, out var form)
            ?? await Apply(context, form!, field, failure, build);
        await (error is null
            ? PlainText.Empty(context, StatusCodes.Status202Accepted)
            : PlainText.Write(context, error.Status, error.Text));
    }

    private async Task<ApiError?> Apply(
        HttpContext context,
        FormBody form,
        string field,
        string failure,
        Func<FormBody, RepeatedField<Resource>, (Operation Operation, ApiError? Error)> build)
    {
        var resources = new RepeatedField<Resource>();
        var error = form.Take("slaveId", out var agentId)
            ?? form.Take(field, out var json)
            ?? Parse(json, field, failure, resources);
        if (error is not null)
        {
            return error;
        }

        var (operation, invalid) = build(form, resources);
        return invalid ?? await operations.Apply(agentId, operation, Principal.Of(context));
    }

    // The messages' own parser reads objects only: the array becomes the one field of one.
    private static ApiError? Parse(string json, string field, string failure, RepeatedField<Resource> into)
    {
        var text = Encoding.UTF8.GetBytes(json);
        string? error = null;
        if (!MesosJson.TryParse<Operation.Types.Unreserve>(text, out _, out var alone) && alone.IsSyntax)
        {
            error = alone.Text;
        }
        else if (!json.TrimStart().StartsWith('['))
        {
            error = "Unexpected JSON type parsed";
        }
        else if (MesosJson.TryParse<Operation.Types.Unreserve>(
            Encoding.UTF8.GetBytes($"{{\"resources\":{json}}}"), out var message, out var wrapped))
        {
            into.Add(message.Resources);
        }
        else
        {
            error = wrapped.Text;
        }

        return error is null
            ? null
            : new ApiError(
                StatusCodes.Status400BadRequest, $"{failure} '{field}' query parameter in the request body: {error}");
    }
}
