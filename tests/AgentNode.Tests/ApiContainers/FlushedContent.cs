using System.IO.Pipelines;
using System.Net;

namespace MesosOrleans.AgentNode.Tests.ApiContainers;

/// <summary>A request's body that is sent as it is written, as people type.</summary>
internal sealed class FlushedContent(PipeReader source) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        while (true)
        {
            var result = await source.ReadAsync();
            foreach (var part in result.Buffer)
            {
                await stream.WriteAsync(part);
            }

            source.AdvanceTo(result.Buffer.End);
            await stream.FlushAsync();
            if (result.IsCompleted)
            {
                return;
            }
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
