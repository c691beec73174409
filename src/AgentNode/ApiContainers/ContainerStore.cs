using System.Buffers.Binary;
using System.Text;
using Google.Protobuf;
using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.AgentNode.Recovery;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.ApiContainers;

/// <summary>Writes down which containers were launched by calls, and how they ended, for the node's next process.</summary>
internal sealed class ContainerStore(AgentLayout layout)
{
    public void Save(ApiContainer container, ContainerTermination? termination)
    {
        List<CheckpointRecord> records =
        [
            new(CheckpointRecordKind.ContainerId, Encoding.UTF8.GetBytes(container.InternalId)),
            new(CheckpointRecordKind.ApiContainerId, container.Id.ToByteArray()),
            new(CheckpointRecordKind.Sandbox, Encoding.UTF8.GetBytes(container.Sandbox)),
        ];
        if (container.User is not null)
        {
            records.Add(new(CheckpointRecordKind.User, Encoding.UTF8.GetBytes(container.User)));
        }

        if (termination is not null)
        {
            var status = new byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(status, termination.WaitStatus ?? Launchers.ExitFile.UnknownWaitStatus);
            records.Add(new(CheckpointRecordKind.Termination, status));
        }

        AtomicFile.Write(PathOf(container.InternalId), CheckpointCodec.Encode([.. records]));
    }

    public void Delete(ApiContainer container)
    {
        var directory = Path.GetDirectoryName(PathOf(container.InternalId))!;
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>The containers of an earlier process. Files that a crash left unfinished are passed over.</summary>
    public IReadOnlyList<ApiContainer> Read()
    {
        var containers = new List<ApiContainer>();
        if (Directory.Exists(layout.ContainersMeta))
        {
            foreach (var directory in Directory.EnumerateDirectories(layout.ContainersMeta))
            {
                var path = Path.Combine(directory, "container.info");
                if (File.Exists(path) && Parse(CheckpointCodec.Decode(File.ReadAllBytes(path))) is { } container)
                {
                    containers.Add(container);
                }
            }
        }

        return containers;
    }

    private static ApiContainer? Parse(CheckpointContent content)
    {
        if (content.First(CheckpointRecordKind.ApiContainerId) is not { } id
            || Text(content, CheckpointRecordKind.ContainerId) is not { } internalId
            || Text(content, CheckpointRecordKind.Sandbox) is not { } sandbox)
        {
            return null;
        }

        var container = new ApiContainer
        {
            Id = ContainerID.Parser.ParseFrom(id.Span),
            InternalId = internalId,
            Sandbox = sandbox,
            User = Text(content, CheckpointRecordKind.User),
        };
        if (content.First(CheckpointRecordKind.Termination) is { Length: sizeof(int) } status)
        {
            container.End(new ContainerTermination { WaitStatus = BinaryPrimitives.ReadInt32LittleEndian(status.Span) });
        }

        return container;
    }

    private static string? Text(CheckpointContent content, CheckpointRecordKind kind)
        => content.First(kind) is { } payload ? Encoding.UTF8.GetString(payload.Span) : null;

    private string PathOf(string internalId) => Path.Combine(layout.ContainersMeta, internalId, "container.info");
}
