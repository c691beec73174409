using MesosOrleans.Transport.Pages;

namespace MesosOrleans.AgentNode.Api;

/// <summary>Help of a node's endpoints.</summary>
internal static class NodeHelp
{
    private const string Component = "slave(1)";

    /// <summary>The pages.</summary>
    public static IEnumerable<HelpPage> Pages =>
    [
        new(Component, "/api/v1", "The operator API: POST of a call in JSON or protobuf."),
        new(Component, "/api/v1/executor", "The executor API: POST of a call in JSON or protobuf."),
        new(Component, "/state", "Everything: resources, frameworks, executors, tasks.", CommonHelp.Jsonp),
        new(Component, "/flags", "The flags in use.", CommonHelp.Jsonp),
        new(Component, "/health", "200 when the node serves."),
        .. CommonHelp.Pages,
    ];
}
