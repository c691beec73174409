using System.Text;

namespace MesosOrleans.Core.Resources;

/// <summary>How resources read in messages and logs.</summary>
internal static class ResourcePrinter
{
    public static string Print(ResourceRecord record) => AppendRecord(new StringBuilder(), record).ToString();

    public static string Print(ResourceKey key) => AppendKey(new StringBuilder(), key).ToString();

    public static string Print(ReadOnlySpan<ResourceRecord> records)
    {
        if (records.IsEmpty)
        {
            return "{}";
        }

        var text = new StringBuilder();
        foreach (var record in records)
        {
            if (text.Length > 0)
            {
                text.Append("; ");
            }

            AppendRecord(text, record);
            if (record.IsShared)
            {
                text.Append('<').Append(record.SharedCount).Append('>');
            }
        }

        return text.ToString();
    }

    private static StringBuilder AppendRecord(StringBuilder text, ResourceRecord record)
    {
        AppendKey(text, record.Key).Append(':');
        return record.Kind switch
        {
            ResourceKind.Scalar => text.Append(FixedPoint.Format(record.Milli)),
            ResourceKind.Ranges => text.Append(record.Ranges),
            _ => text.Append(record.Items),
        };
    }

    private static StringBuilder AppendKey(StringBuilder text, ResourceKey key)
    {
        text.Append(key.Name);
        if (key.AllocationRole is not null)
        {
            text.Append("(allocated: ").Append(key.AllocationRole).Append(')');
        }

        if (!key.Reservations.IsEmpty)
        {
            text.Append("(reservations: ").Append(key.Reservations).Append(')');
        }

        if (key.Disk is not null)
        {
            text.Append('[').Append(key.Disk).Append(']');
        }

        if (key.IsRevocable)
        {
            text.Append("{REV}");
        }

        if (key.IsShared)
        {
            text.Append("<SHARED>");
        }

        return text;
    }
}
