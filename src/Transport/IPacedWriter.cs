using System.Buffers;

namespace MesosOrleans.Transport;

/// <summary>Takes a large answer in pieces: the writer lets what has gathered leave between two objects.</summary>
internal interface IPacedWriter : IBufferWriter<byte>
{
    /// <summary>Sends what has gathered when it is much; waits for a reader that is slow.</summary>
    ValueTask FlushIfLarge();
}
