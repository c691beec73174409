namespace MesosOrleans.Protocol.Ids;

/// <summary>Fills a buffer with random bytes: <c>RandomNumberGenerator.Fill</c> in production, a seeded source in
/// tests.</summary>
public delegate void FillRandom(Span<byte> destination);
