using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using MesosOrleans.Silo.Api;

namespace MesosOrleans.Silo.Flags;

/// <summary>Flags that bound what clients of the HTTP API may take.</summary>
internal sealed partial class SiloFlags
{
    private readonly Option<int> _maxRequestBodyBytes = Positive(
        "--max_request_body_bytes",
        "Greatest body of an HTTP request, before and after decompression; more is answered with 413.",
        HttpLimits.BodyBytesMaxDefault);

    private readonly Option<int> _maxHttpConnections = Positive(
        "--max_http_connections",
        "Connections to the HTTP API, and as many to the agents' port; more are closed as they come.",
        HttpLimits.ConnectionsMaxDefault);

    private readonly Option<string> _httpHeaderTimeout = Duration(
        "--http_header_timeout",
        "Time that a client has to send the headers of a request; then 408.",
        HttpLimits.HeaderTimeoutDefault);

    private readonly Option<int> _maxStreamsPerPrincipal = Positive(
        "--max_streams_per_principal",
        "Schedulers of one principal that may be subscribed at this silo; more are answered with 503. All that do not "
            + "authenticate count as one principal.",
        MesosApiOptions.StreamsPerPrincipalMaxDefault);

    private static Option<int> Positive(string name, string description, int value) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => value,
        Validators = { CheckPositive },
    };

    // Looks at the text: the value of an option that cannot be read cannot be asked for.
    private static void CheckPositive(OptionResult result)
    {
        foreach (var token in result.Tokens)
        {
            if (!int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
            {
                result.AddError($"{result.Option.Name}: '{token.Value}' is no number above 0");
            }
        }
    }

    private HttpLimits ReadHttpLimits(ParseResult result) => new()
    {
        BodyBytesMax = result.GetValue(_maxRequestBodyBytes),
        ConnectionsMax = result.GetValue(_maxHttpConnections),
        HeaderTimeout = Parse(result.GetValue(_httpHeaderTimeout)!),
    };
}
