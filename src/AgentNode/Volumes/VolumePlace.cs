using MesosOrleans.Core.Resources;

namespace MesosOrleans.AgentNode.Volumes;

/// <summary>Where a volume lies on this machine.</summary>
/// <param name="Key">What names it.</param>
/// <param name="Directory">Its directory, an absolute path.</param>
/// <param name="Trash">
/// Directory on the same disk to which it is moved when it is destroyed; null for a disk of its own (MOUNT), which is
/// emptied in place.
/// </param>
internal sealed record VolumePlace(VolumeKey Key, string Directory, string? Trash);
