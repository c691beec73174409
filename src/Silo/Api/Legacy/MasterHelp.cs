using MesosOrleans.Transport.Pages;

namespace MesosOrleans.Silo.Api.Legacy;

/// <summary>Help of a silo's endpoints.</summary>
internal static class MasterHelp
{
    private const string Component = "master";

    /// <summary>The pages.</summary>
    public static IEnumerable<HelpPage> Pages =>
    [
        Page("/api/v1", "The operator API: POST of a call in JSON or protobuf."),
        Page("/api/v1/scheduler", "The scheduler API: POST of a call in JSON or protobuf."),
        Get("/state", "Everything: agents, frameworks, tasks."),
        Get("/state-summary", "Agents and frameworks with numbers of tasks, without the tasks."),
        Get("/slaves", "Agents.", "slave_id=VALUE      only this one"),
        Get("/frameworks", "Frameworks.", "framework_id=VALUE  only this one"),
        Get("/tasks", "Tasks.", "limit=VALUE         how many; 100", "offset=VALUE        from which on; 0",
            "order=asc|desc      by time; desc", "framework_id=VALUE  of this framework", "task_id=VALUE       only this one"),
        Get("/roles", "Roles with weight, quota and what they hold."),
        Page("/weights", "GET: the weights that are set. PUT: a JSON array of {role, weight}.", CommonHelp.Jsonp),
        Page("/quota", "GET: the quotas that are set. POST: sets one. DELETE /quota/ROLE: removes one.", CommonHelp.Jsonp),
        Page("/reserve", "POST: reserves resources of an agent.", "slaveId=VALUE       the agent", "resources=VALUE     JSON array of resources"),
        Page("/unreserve", "POST: gives reserved resources back.", "slaveId=VALUE       the agent", "resources=VALUE     JSON array of resources"),
        Page("/create-volumes", "POST: makes persistent volumes.", "slaveId=VALUE       the agent", "volumes=VALUE       JSON array of resources"),
        Page("/destroy-volumes", "POST: destroys persistent volumes.", "slaveId=VALUE       the agent", "volumes=VALUE       JSON array of resources"),
        Page("/teardown", "POST: removes a framework and kills its tasks.", "frameworkId=VALUE   the framework"),
        Page("/kill", "POST: kills one task.", "frameworkId=VALUE   its framework", "taskId=VALUE        the task"),
        Get("/flags", "The flags in use."),
        Page("/health", "200 when the silo serves."),
        Page("/redirect", "Redirects to a silo that serves: the one that was asked."),
        .. CommonHelp.Pages,
    ];

    private static HelpPage Page(string name, string summary, params string[] parameters) => new(Component, name, summary, parameters);

    private static HelpPage Get(string name, string summary, params string[] parameters) =>
        new(Component, name, summary, [.. parameters, CommonHelp.Jsonp]);
}
