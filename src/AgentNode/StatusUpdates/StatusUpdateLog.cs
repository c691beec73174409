using Google.Protobuf;
using MesosOrleans.AgentNode.Recovery;
using MesosOrleans.Protocol.AgentLink;

namespace MesosOrleans.AgentNode.StatusUpdates;

/// <summary>
/// The <c>task.updates</c> file of one task: appended to before anything is sent. No fsync: what the machine's own
/// crash takes away, its reboot has ended too.
/// </summary>
internal sealed class StatusUpdateLog(string? path)
{
    /// <summary>Null for updates about tasks that the node does not have: they are kept in memory only.</summary>
    public string? Path { get; } = path;

    public void Append(StatusUpdate update)
        => Append(new CheckpointRecord(CheckpointRecordKind.Update, update.ToByteArray()));

    public void Acknowledge(ByteString uuid)
        => Append(new CheckpointRecord(CheckpointRecordKind.Acknowledgement, uuid.Memory));

    public void Append(CheckpointRecord record)
    {
        if (Path is null)
        {
            return;
        }

        using var handle = File.OpenHandle(Path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.Write(handle, CheckpointCodec.Encode(record), RandomAccess.GetLength(handle));
    }
}
