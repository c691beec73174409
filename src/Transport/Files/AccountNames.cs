using System.Globalization;

namespace MesosOrleans.Transport.Files;

/// <summary>Names of users and groups, from the machine's own files; a number stands for what they do not name.</summary>
internal sealed class AccountNames(string file)
{
    /// <summary>Users.</summary>
    public static readonly AccountNames Users = new("/etc/passwd");

    /// <summary>Groups.</summary>
    public static readonly AccountNames Groups = new("/etc/group");

    private readonly Lock _lock = new();
    private Dictionary<uint, string> _names = [];
    private DateTime _read;

    /// <summary>The name of an id.</summary>
    public string Of(uint id)
    {
        lock (_lock)
        {
            var changed = File.GetLastWriteTimeUtc(file);
            if (changed != _read)
            {
                _names = Read();
                _read = changed;
            }

            return _names.TryGetValue(id, out var name) ? name : id.ToString(CultureInfo.InvariantCulture);
        }
    }

    private Dictionary<uint, string> Read()
    {
        var names = new Dictionary<uint, string>();
        try
        {
            foreach (var line in File.ReadLines(file))
            {
                var fields = line.Split(':');
                if (fields.Length > 2 && uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                {
                    names.TryAdd(id, fields[0]);
                }
            }
        }
        catch (IOException)
        {
            // A machine without such a file has numbers only.
        }

        return names;
    }
}
