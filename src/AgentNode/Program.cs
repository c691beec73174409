using MesosOrleans.AgentNode;
using MesosOrleans.AgentNode.Flags;

return await NodeCommandLine.InvokeAsync(
    args,
    Environment.GetEnvironmentVariables(),
    Console.Error,
    options => NodeProcess.RunAsync(options, LocalContainers.CreateAsync));
