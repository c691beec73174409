using Google.Protobuf;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.MasterApi;
using MesosOrleans.Transport.Files;

namespace MesosOrleans.Silo.Api.V1.Operator;

/// <summary>LIST_FILES and READ_FILE (http-api.md 9).</summary>
internal sealed class FileCalls(IVirtualFiles files)
{
    /// <summary>What a directory holds; nothing for a file.</summary>
    public (Response? Response, ApiError? Error) List(string path)
    {
        var (access, real) = VirtualPath.Find(files, path);
        if (VirtualPath.Refuse(access, path) is { } refusal)
        {
            return (null, refusal);
        }

        var response = new Response { Type = Response.Types.Type.ListFiles, ListFiles = new Response.Types.ListFiles() };
        response.ListFiles.FileInfos.AddRange(FileContent.List(path, real).Select(entry => new Protocol.V1.FileInfo
        {
            Path = entry.Path,
            Nlink = entry.Links,
            Size = entry.Bytes,
            Mtime = new TimeInfo { Nanoseconds = entry.ModifiedSeconds * 1_000_000_000 },
            Mode = entry.Mode,
            Uid = entry.User,
            Gid = entry.Group,
        }));
        return (response, null);
    }

    /// <summary>A part of a file.</summary>
    public (Response? Response, ApiError? Error) Read(Call.Types.ReadFile call)
    {
        var (access, real) = VirtualPath.Find(files, call.Path);
        if (VirtualPath.Refuse(access, call.Path) is { } refusal)
        {
            return (null, refusal);
        }

        if (Directory.Exists(real))
        {
            return (null, new ApiError(StatusCodes.Status400BadRequest, "Cannot read a directory.\n"));
        }

        var (size, data) = FileContent.Read(
            real, call.Offset > long.MaxValue ? null : (long)call.Offset,
            call.HasLength ? (long)Math.Min(call.Length, long.MaxValue) : null);
        return (new Response
        {
            Type = Response.Types.Type.ReadFile,
            ReadFile = new Response.Types.ReadFile { Size = (ulong)size, Data = ByteString.CopyFrom(data) },
        }, null);
    }
}
