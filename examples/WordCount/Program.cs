// Counts the words of a text corpus on a MesosOrleans cluster: one task for each part of the corpus.
//
// A framework does four things, and this file does them in this order:
//   1. it divides its work into tasks,
//   2. it registers with the cluster, which then offers it resources of agents,
//   3. it accepts offers with the tasks to launch on them, and hears of each task's status,
//   4. it uses what the tasks have produced.

using System.Diagnostics;
using MesosOrleans.Client;
using MesosOrleans.Client.Sandboxes;
using MesosOrleans.Core.Batch;
using MesosOrleans.Examples.WordCount;
using MesosOrleans.Protocol.V1;

WordCountOptions options;
try
{
    options = WordCountOptions.Parse(args);
}
catch (FormatException mistake)
{
    await Console.Error.WriteLineAsync($"wordcount: {mistake.Message}\n{WordCountOptions.Usage}");
    return 2;
}

if (options.HelpWanted)
{
    Console.WriteLine(WordCountOptions.Usage);
    return 0;
}

using var deadline = new CancellationTokenSource(options.Timeout);
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    deadline.Cancel();
};

try
{
    return await RunAsync(options, deadline.Token);
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("wordcount: stopped before every task had ended");
    return 1;
}
catch (Exception failure) when (failure is MesosConnectionException or RegistrationRefusedException
    or SessionEndedException or SandboxException or IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync($"wordcount: {failure.Message}");
    return 1;
}

static async Task<int> RunAsync(WordCountOptions options, CancellationToken cancellationToken)
{
    var started = Stopwatch.GetTimestamp();

    // 1. The work: the corpus in parts of about the same size, and for each part a task that runs a line of shell. The
    //    tasks find the files where this program found them, so the corpus must be on every agent's machine.
    var parts = Corpus.Split(options.CorpusDirectory, options.Parts);
    var tasks = parts
        .Select((files, index) => BatchTask.Shell(
            id: $"part-{index + 1}",
            commandLine: Corpus.CountingCommand(files),
            resources: ResourceDemand.Of(cpus: 0.1, memMegabytes: 64)))
        .ToList();
    Console.WriteLine($"Counting the words of {options.CorpusDirectory} in {tasks.Count} tasks.");

    // 2. The framework. MULTI_ROLE and PARTITION_AWARE are what every new framework should say.
    await using var cluster = await MesosCluster.ConnectAsync(
        new MesosClusterOptions { Gateways = [options.Gateway] }, cancellationToken);
    var framework = new FrameworkInfo { Name = "word count", Roles = { "*" } };
    framework.Capabilities.Add(new FrameworkInfo.Types.Capability { Type = FrameworkInfo.Types.Capability.Types.Type.MultiRole });
    framework.Capabilities.Add(new FrameworkInfo.Types.Capability { Type = FrameworkInfo.Types.Capability.Types.Type.PartitionAware });
    await using var session = await cluster.RegisterAsync(framework, cancellationToken: cancellationToken);
    Console.WriteLine($"Registered as framework {session.Id.Value}.");

    // 3. The scheduler. The one for batches that the SDK has puts tasks on offers, first fit, and tries lost ones again.
    //    A scheduler of your own reads session.ReadEventsAsync() and calls LaunchAsync, DeclineAsync, KillAsync ...
    var scheduler = new BatchScheduler(session, tasks, onProgress: progress =>
        Console.WriteLine($"  {progress.Status.TaskId.Value,-10} {TaskStates.NameOf(progress.Status.State),-14} on {progress.Offer.Hostname}"));
    var results = await scheduler.RunAsync(cancellationToken);

    // 4. The results: what each task wrote to its standard output lies in its sandbox, which its agent serves over HTTP.
    var counts = new Dictionary<string, long>(StringComparer.Ordinal);
    using var sandboxes = new SandboxReader();
    foreach (var result in results.Where(result => result.Succeeded))
    {
        var output = await sandboxes.ReadAsync(result.Offer, session.Id, result.Status.TaskId, "stdout", cancellationToken);
        Corpus.Merge(output, counts);
    }

    await session.TeardownAsync(cancellationToken);
    Report.Print(counts, results, Stopwatch.GetElapsedTime(started));
    return results.All(result => result.Succeeded) ? 0 : 1;
}
