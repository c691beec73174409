using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Executors;

/// <summary>
/// One run of a check. HTTP and TCP go to the loopback address of the machine; a command runs in a container of its own
/// with the task's user, environment and sandbox.
/// </summary>
internal sealed class CheckProbe(TaskRun run, CheckPlan plan, SupervisorServices services)
{
    private const int RedirectsMax = 10;

    // Shared by all checks: certificates are not verified, as the protocol says.
    private static readonly HttpClient Http = new(new SocketsHttpHandler
    {
        MaxAutomaticRedirections = RedirectsMax,
        UseProxy = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromSeconds(1),
        SslOptions = new SslClientAuthenticationOptions
        {
            // The check asks whether the task answers, not who it is.
            RemoteCertificateValidationCallback = static (_, _, _, errors) => errors >= SslPolicyErrors.None,
        },
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public Task<CheckResult> RunAsync(CancellationToken cancellationToken)
    {
        if (plan.Command is { } command)
        {
            return RunCommandAsync(command, cancellationToken);
        }

        if (plan.Uri is { } uri)
        {
            return RunHttpAsync(uri, cancellationToken);
        }

        return plan.TcpPort is { } port
            ? RunTcpAsync(port, cancellationToken)
            : Task.FromResult(CheckResult.None("The check says neither command nor HTTP nor TCP"));
    }

    private static async Task<CheckResult> RunHttpAsync(Uri uri, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await Http.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var code = (int)response.StatusCode;
            var healthy = code is >= 200 and < 400;
            return new CheckResult(true, code, healthy, healthy ? null : $"HTTP check answered {code}");
        }
        catch (HttpRequestException exception)
        {
            return CheckResult.None($"HTTP check failed: {exception.Message}");
        }
    }

    private async Task<CheckResult> RunTcpAsync(int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient(plan.IsIpv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork);
        try
        {
            await client.ConnectAsync(plan.IsIpv6 ? IPAddress.IPv6Loopback : IPAddress.Loopback, port, cancellationToken);
            return new CheckResult(true, 1, true, null);
        }
        catch (SocketException exception)
        {
            return new CheckResult(true, 0, false, $"TCP check failed: {exception.Message}");
        }
    }

    private async Task<CheckResult> RunCommandAsync(CommandInfo command, CancellationToken cancellationToken)
    {
        var containerId = services.Ids.NewContainerId();
        try
        {
            await services.Containerizer.LaunchAsync(CreateSpec(containerId, command), cancellationToken);
            var termination = await services.Containerizer.WaitAsync(containerId, cancellationToken);
            if (termination.WaitStatus is not { } status)
            {
                return CheckResult.None("The check's command ended in an unknown way");
            }

            var healthy = WaitStatus.IsSuccess(status);
            return (status & 0x7f) == 0
                ? new CheckResult(true, (status >> 8) & 0xff, healthy, healthy ? null : WaitStatus.Describe(status))
                : CheckResult.None(WaitStatus.Describe(status));
        }
        catch (ContainerLaunchException exception)
        {
            ExecutorMessages.CheckFailed(services.Logger, run.Key, exception.Message);
            return CheckResult.None(exception.Message);
        }
        finally
        {
            await services.Containerizer.DestroyAsync(containerId, services.Stopping);
        }
    }

    private ContainerSpec CreateSpec(string containerId, CommandInfo command)
    {
        var spec = ContainerSpecs.Create(run, services.Identity, services.Volumes.Provide(run), services.OperatorVariables);
        var variables = new Dictionary<string, string>(spec.Environment, StringComparer.Ordinal);
        TaskEnvironment.AddOwn(command, variables);
        return spec with { ContainerId = containerId, Command = command, Environment = variables };
    }
}
