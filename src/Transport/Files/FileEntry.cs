namespace MesosOrleans.Transport.Files;

/// <summary>A file or directory as listings show it.</summary>
/// <param name="Path">Its virtual path.</param>
/// <param name="Links">Number of hard links.</param>
/// <param name="Bytes">Size in bytes.</param>
/// <param name="ModifiedSeconds">Last change, seconds since the epoch.</param>
/// <param name="Mode">Type and permissions, as <c>stat(2)</c> gives them.</param>
/// <param name="User">Owner's name, or number.</param>
/// <param name="Group">Group's name, or number.</param>
internal sealed record FileEntry(
    string Path, int Links, ulong Bytes, long ModifiedSeconds, uint Mode, string User, string Group)
{
    private const uint TypeMask = 0xF000;
    private const uint Directory = 0x4000;
    private const uint Link = 0xA000;

    /// <summary>Type and permissions as letters, such as <c>-rw-r--r--</c>.</summary>
    public string ModeText => string.Create(10, Mode, static (text, mode) =>
    {
        const string Letters = "rwxrwxrwx";
        text[0] = (mode & TypeMask) switch
        {
            Directory => 'd',
            Link => 'l',
            _ => '-',
        };
        for (var index = 0; index < Letters.Length; index++)
        {
            text[index + 1] = (mode & (0x100u >> index)) != 0 ? Letters[index] : '-';
        }
    });
}
