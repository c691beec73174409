using MesosOrleans.Transport;

namespace MesosOrleans.AgentNode.Flags;

/// <summary>All flags of the node: the one source of their names, defaults and help.</summary>
internal static class NodeFlags
{
    public const string Master = "master";
    public const string WorkDir = "work_dir";
    public const string RuntimeDir = "runtime_dir";
    public const string Ip = "ip";
    public const string AdvertiseIp = "advertise_ip";
    public const string Port = "port";
    public const string LinkPort = "link_port";
    public const string Hostname = "hostname";
    public const string Resources = "resources";
    public const string Attributes = "attributes";
    public const string DefaultRole = "default_role";
    public const string Domain = "domain";
    public const string Isolation = "isolation";
    public const string Launcher = "launcher";
    public const string SwitchUser = "switch_user";
    public const string ExecutorShutdownGracePeriod = "executor_shutdown_grace_period";
    public const string ExecutorRegistrationTimeout = "executor_registration_timeout";
    public const string ExecutorReregistrationTimeout = "executor_reregistration_timeout";
    public const string RecoveryTimeout = "recovery_timeout";
    public const string ExecutorEnvironmentVariables = "executor_environment_variables";
    public const string GcDelay = "gc_delay";
    public const string GcDiskHeadroom = "gc_disk_headroom";
    public const string DiskWatchInterval = "disk_watch_interval";
    public const string RegistrationBackoffFactor = "registration_backoff_factor";
    public const string Recover = "recover";
    public const string Strict = "strict";
    public const string ReconfigurationPolicy = "reconfiguration_policy";
    public const string FetcherStallTimeout = "fetcher_stall_timeout";
    public const string FrameworksHome = "frameworks_home";
    public const string CgroupsEnableCfs = "cgroups_enable_cfs";
    public const string CgroupsRoot = "cgroups_root";
    public const string MaxRequestBodyBytes = "max_request_body_bytes";
    public const string MaxHttpConnections = "max_http_connections";
    public const string HttpHeaderTimeout = "http_header_timeout";
    public const string LoggingLevel = "logging_level";
    public const string LogDir = "log_dir";

    public static readonly IReadOnlyList<NodeFlag> All =
    [
        new(Master, null, "HTTP API addresses of silos, host:port[,host:port...]. Required."),
        new(WorkDir, null, "Directory of sandboxes and checkpoints. Required; created when missing."),
        new(RuntimeDir, null,
            "Directory of the running containers' own state, emptied by a reboot. Two nodes must not share one. "
            + "Default: one for this work directory, below /var/run/mesos or, without root, the temporary directory."),
        new(Ip, "127.0.0.1", "Address that the node's HTTP endpoint listens on."),
        new(AdvertiseIp, null, "Address that silos and people reach the node at. Default: --ip."),
        new(Port, "5051", "Port of the node's HTTP endpoint; 0 takes a free one."),
        new(LinkPort, null, "Port at which the silos accept nodes. Default: the port in --master plus 1000."),
        new(Hostname, null, "Host name that offers carry. Default: the machine's name; its address on loopback."),
        new(Resources, null,
            "Resources to offer, name(role):value;... or a JSON array or file:///path; "
            + "cpus, mem, disk and ports are detected when not named."),
        new(Attributes, null, "Attributes of the machine, name:value;..."),
        new(DefaultRole, "*", "Role of resources that name none."),
        new(Domain, null, "JSON of the machine's fault domain: {\"fault_domain\":{\"region\":{\"name\":...},...}}."),
        new(Isolation, null, "Isolators, comma-separated. Default: those that go with the launcher."),
        new(Launcher, "auto", "How containers are started: linux, posix, or auto for the best that works here."),
        new(SwitchUser, "true", "Run tasks as their own users; false: as the node's.", IsSwitch: true),
        new(ExecutorShutdownGracePeriod, "5secs", "Time that executors have to end when they are shut down."),
        new(ExecutorRegistrationTimeout, "1mins", "An executor that has not subscribed for this long is ended."),
        new(ExecutorReregistrationTimeout, "2secs",
            "The same after a restart of the node; at most 15secs. Executors pause no longer than this between attempts."),
        new(RecoveryTimeout, "15mins", "How long executors look for their node before they end."),
        new(ExecutorEnvironmentVariables, null, "JSON object of variables that every task sees, or file:///path."),
        new(GcDelay, "1weeks", "Age at which sandboxes of ended tasks are removed."),
        new(GcDiskHeadroom, "0.1", "Fraction of the disk to keep free by removing sandboxes sooner, 0 to 1."),
        new(DiskWatchInterval, "1mins", "Time between looks at the disk."),
        new(RegistrationBackoffFactor, "1secs", "Bound of the first random pause before registering; it then doubles."),
        new(Recover, "reconnect", "reconnect: take over the tasks of an earlier process; cleanup: kill them and exit."),
        new(Strict, "true", "Stop when a checkpoint is damaged; false: pass it over.", IsSwitch: true),
        new(ReconfigurationPolicy, "equal",
            "What may change in a restart: equal (nothing) or additive (more resources and attributes)."),
        new(FetcherStallTimeout, "1mins", "A download without data for this long is given up."),
        new(FrameworksHome, "", "Directory that relative URIs of tasks start from."),
        new(CgroupsEnableCfs, "false", "Limit CPU use to what a task asked for.", IsSwitch: true),
        new(CgroupsRoot, null,
            "Name of the node's own part of each cgroup hierarchy. Two nodes must not share one. "
            + "Default: mesos_ and a digest of the work directory."),
        new(MaxRequestBodyBytes, "16777216", "Greatest body of an HTTP request, before and after decompression; more is 413."),
        new(MaxHttpConnections, "20000", "HTTP connections at the same time; more are closed as they come."),
        new(HttpHeaderTimeout, HttpLimits.HeaderTimeoutDefault, "Time that a client has to send the headers of a request; then 408."),
        new(LoggingLevel, "INFO", "Least severity that is logged: DEBUG, INFO, WARNING, ERROR."),
        new(LogDir, null,
            "Directory of log files, beside the log on standard error: at most 5 of 16 MB. They can be read as /slave/log."),
    ];
}
