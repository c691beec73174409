using Google.Protobuf;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.MasterApi;
using MesosOrleans.Silo.Api.Transport;
using MesosOrleans.Silo.Api.V1.Operator.Events;
using MesosOrleans.Silo.Api.View;
using MesosOrleans.Silo.Metrics;
using MesosOrleans.Transport.Logs;
using MesosOrleans.Transport.Metrics;

namespace MesosOrleans.Silo.Api.V1.Operator;

/// <summary>POST /api/v1.</summary>
internal sealed partial class OperatorEndpoint(
    ClusterViewReader views,
    ListingThreads listings,
    MasterIdentity master,
    MetricsSnapshot metrics,
    OperatorActions actions,
    OperatorOperations operations,
    RolePolicyActions policies,
    FileCalls files,
    LogVerbosity verbosity,
    OperatorAgents agents,
    OperatorMaintenance maintenance,
    OperatorSubscriptions subscriptions,
    MesosApiOptions options,
    ILogger<OperatorEndpoint> logger)
{
    /// <summary>Serves one request.</summary>
    public async Task Handle(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            await PlainText.MethodNotAllowed(context, "POST");
            return;
        }

        var (call, error) = await Parse(context);
        if (error is not null)
        {
            await PlainText.Write(context, error.Status, error.Text);
            return;
        }

        if (OperatorCallValidator.Validate(call!) is { } invalid)
        {
            await PlainText.Write(
                context, StatusCodes.Status400BadRequest, $"Failed to validate master::Call: {invalid}");
            return;
        }

        if (Negotiation.Format(context.Request) is not { } format)
        {
            await PlainText.Write(context, Gates.NotAcceptable.Status, Gates.NotAcceptable.Text);
            return;
        }

        HttpMetrics.SetKind(context, OperatorNames.Of(call!.Type));
        await Dispatch(context, call, format);
    }

    private async ValueTask<(Call? Call, ApiError? Error)> Parse(HttpContext context)
    {
        if (Gates.ContentType(context.Request, out var format) is { } refusal)
        {
            return (null, refusal);
        }

        using var body = new PooledBuffer();
        if (await BodyReader.Read(context, body, options.BodyBytesMax) is { } broken)
        {
            return (null, broken);
        }

        return MessageCodec.TryParse<Call>(format, body.Written, out var call, out var error)
            ? (call, null)
            : (null, new ApiError(StatusCodes.Status400BadRequest, error));
    }

    private async Task Dispatch(HttpContext context, Call call, MessageFormat format)
    {
        switch (call.Type)
        {
            case Call.Types.Type.UpdateWeights:
                await Answer(context, await policies.UpdateWeights(call.UpdateWeights.WeightInfos));
                break;
            case Call.Types.Type.UpdateQuota:
                await Answer(context, await policies.UpdateQuota(call.UpdateQuota.QuotaConfigs, call.UpdateQuota.Force));
                break;
            case Call.Types.Type.SetQuota:
                await Answer(context, await policies.SetQuota(call.SetQuota.QuotaRequest));
                break;
            case Call.Types.Type.RemoveQuota:
                await Answer(context, await policies.RemoveQuota(call.RemoveQuota.Role, "Failed to remove quota: "));
                break;
            case Call.Types.Type.SetLoggingLevel:
                verbosity.Set(
                    (int)Math.Min(call.SetLoggingLevel.Level, int.MaxValue),
                    TimeSpan.FromTicks(call.SetLoggingLevel.Duration.Nanoseconds / TimeSpan.NanosecondsPerTick));
                LevelSet(logger, verbosity.Level, call.SetLoggingLevel.Duration.Nanoseconds / 1_000_000_000);
                await Answer(context, null);
                break;
            case Call.Types.Type.ListFiles:
                await Answer(context, files.List(call.ListFiles.Path), format);
                break;
            case Call.Types.Type.ReadFile:
                await Answer(context, files.Read(call.ReadFile), format);
                break;
            case Call.Types.Type.Teardown:
                await Answer(context, await actions.Teardown(call.Teardown.FrameworkId.Value));
                break;
            case Call.Types.Type.Subscribe:
                await subscriptions.Handle(context, format);
                break;
            case Call.Types.Type.Unknown:
                await PlainText.Write(context, StatusCodes.Status501NotImplemented, "501 Not Implemented.");
                break;
            case var type when OperatorAgents.IsMeant(type):
                await Answer(context, await agents.Apply(call));
                break;
            case var type when OperatorMaintenance.IsChange(type):
                await Answer(context, await maintenance.Apply(call));
                break;
            case var type when OperatorOperations.IsOperation(type):
                await Answer(
                    context, await operations.Apply(call, Principal.Of(context)), StatusCodes.Status202Accepted);
                break;
            default:
                await Read(context, call, format);
                break;
        }
    }

    private async Task Read(HttpContext context, Call call, MessageFormat format)
    {
        Func<ResponseBody, ValueTask>? write;
        try
        {
            write = await Prepare(call, format);
        }
        catch (Exception exception)
        {
            ReadFailed(logger, exception, call.Type);
            await PlainText.Write(
                context,
                StatusCodes.Status503ServiceUnavailable,
                "The cluster's state cannot be read at the moment. Repeat the call");
            return;
        }

        if (write is null)
        {
            var name = OperatorNames.Of(call.Type);
            await PlainText.Write(
                context, StatusCodes.Status501NotImplemented, $"{name} is not implemented by this version");
            return;
        }

        await using var body = new ResponseBody(context, MediaTypes.Of(format));
        await write(body);
        await body.Complete();
    }

    // What an answer needs from grains is fetched here; writing it cannot fail for the cluster's sake.
    private async Task<Func<ResponseBody, ValueTask>?> Prepare(Call call, MessageFormat format)
    {
        var type = call.Type;
        switch (type)
        {
            case Call.Types.Type.GetState:
            case Call.Types.Type.GetAgents:
            case Call.Types.Type.GetFrameworks:
            case Call.Types.Type.GetExecutors:
            case Call.Types.Type.GetTasks:
                var view = await views.Get();
                return body => new ValueTask(listings.Run(() => StateWriter.Write(body, type, view, format).AsTask()));
            case Call.Types.Type.GetMetrics:
                // A time-out below zero is none: Mesos answers it in full too.
                var values = await metrics.Take(
                    call.GetMetrics.Timeout is { Nanoseconds: >= 0 and var nanoseconds }
                        ? TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick) : null);
                return body => MetricsWriter.Write(body, values, format);
            default:
                var response = await Describe(type);
                return response is null ? null : body => Write(body, response, format);
        }
    }

    private async Task<Response?> Describe(Call.Types.Type type) => type switch
    {
        Call.Types.Type.GetHealth => new Response
        {
            Type = Response.Types.Type.GetHealth,
            GetHealth = new Response.Types.GetHealth { Healthy = true },
        },
        Call.Types.Type.GetFlags => Flags(),
        Call.Types.Type.GetVersion => new Response
        {
            Type = Response.Types.Type.GetVersion,
            GetVersion = new Response.Types.GetVersion { VersionInfo = Version() },
        },
        Call.Types.Type.GetLoggingLevel => new Response
        {
            Type = Response.Types.Type.GetLoggingLevel,
            GetLoggingLevel = new Response.Types.GetLoggingLevel { Level = (uint)verbosity.Level },
        },
        Call.Types.Type.GetOperations => await Operations(),
        Call.Types.Type.GetMaster => new Response
        {
            Type = Response.Types.Type.GetMaster,
            GetMaster = new Response.Types.GetMaster
            {
                MasterInfo = await master.Get(),
                StartTime = master.StartTime,
                ElectedTime = master.StartTime,
            },
        },
        Call.Types.Type.GetRoles => await Roles(),
        Call.Types.Type.GetWeights => await Weights(),
        Call.Types.Type.GetQuota => new Response
        {
            Type = Response.Types.Type.GetQuota,
            GetQuota = new Response.Types.GetQuota { Status = PolicyListing.Quotas(await policies.Get()) },
        },
        _ => await maintenance.Describe(type),
    };

    private Response Flags()
    {
        var response = new Response
        {
            Type = Response.Types.Type.GetFlags,
            GetFlags = new Response.Types.GetFlags(),
        };
        response.GetFlags.Flags.AddRange(
            options.Flags.Select(flag => new Flag { Name = flag.Key, Value = flag.Value }));
        return response;
    }

    private VersionInfo Version() => new()
    {
        Version = options.Version,
        BuildDate = options.BuildDate,
        BuildTime = options.BuildTime,
        BuildUser = options.BuildUser,
    };

    private async Task<Response> Operations()
    {
        var response = new Response
        {
            Type = Response.Types.Type.GetOperations,
            GetOperations = new Response.Types.GetOperations(),
        };
        response.GetOperations.Operations.AddRange((await views.Get()).Operations);
        return response;
    }

    private async Task<Response> Roles()
    {
        var response = new Response
        {
            Type = Response.Types.Type.GetRoles,
            GetRoles = new Response.Types.GetRoles(),
        };
        response.GetRoles.Roles.AddRange(
            RoleTable.Of(await views.Get(), await policies.Get(), options.Roles).Select(role => role.ToMessage()));
        return response;
    }

    private async Task<Response> Weights()
    {
        var response = new Response { Type = Response.Types.Type.GetWeights };
        var weights = PolicyListing.Weights(await policies.Get());
        if (weights.Count > 0)
        {
            response.GetWeights = new Response.Types.GetWeights();
            response.GetWeights.WeightInfos.AddRange(weights);
        }

        return response;
    }

    private static ValueTask Write(ResponseBody body, IMessage response, MessageFormat format)
    {
        MessageCodec.Write(format, response, body);
        return ValueTask.CompletedTask;
    }

    private static async Task Answer(HttpContext context, (Response? Response, ApiError? Error) answer, MessageFormat format)
    {
        if (answer.Response is null)
        {
            await Answer(context, answer.Error);
            return;
        }

        await using var body = new ResponseBody(context, MediaTypes.Of(format));
        MessageCodec.Write(format, answer.Response, body);
        await body.Complete();
    }

    private static Task Answer(
        HttpContext context, ApiError? error, int success = StatusCodes.Status200OK) => error is null
        ? PlainText.Empty(context, success)
        : PlainText.Write(context, error.Status, error.Text);

    [LoggerMessage(5204, LogLevel.Information, "An operator set the logging level to {Level} for {Seconds} s")]
    private static partial void LevelSet(ILogger logger, int level, long seconds);

    [LoggerMessage(5202, LogLevel.Warning, "{Type} was answered 503")]
    private static partial void ReadFailed(ILogger logger, Exception exception, Call.Types.Type type);
}
