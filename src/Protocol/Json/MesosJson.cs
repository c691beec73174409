using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Google.Protobuf;

namespace MesosOrleans.Protocol.Json;

/// <summary>
/// Protobuf messages as Mesos writes and reads them in JSON: field names verbatim in order of declaration, numbers
/// unquoted whatever their width, doubles always with a fraction or exponent, explicit defaults written, unset fields
/// and empty lists omitted.
/// </summary>
public static class MesosJson
{
    /// <summary>Deepest nesting of objects and arrays that is read.</summary>
    public const int MaxDepth = 64;

    /// <summary>Above this size the buffer of <see cref="ToUtf8"/> is not kept for the next call.</summary>
    private const int MaxKeptBufferBytes = 256 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    /// <summary>Writes a message straight to a buffer writer, such as a response's PipeWriter.</summary>
    public static void Write(IMessage message, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(output);
        var buffer = new JsonBuffer(output);
        MessagePlan.For(message.Descriptor).Write(message, ref buffer);
        buffer.Flush();
    }

    /// <summary>Writes a message as one value into JSON that is written by hand.</summary>
    public static void Write(IMessage message, Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var buffer = Fill(message);
        // NaN and Infinity, which Mesos writes bare, would not pass the writer's validation.
        writer.WriteRawValue(buffer.WrittenSpan, skipInputValidation: true);
        Release(buffer);
    }

    /// <summary>A message as JSON in UTF-8.</summary>
    public static byte[] ToUtf8(IMessage message)
    {
        var buffer = Fill(message);
        var utf8 = buffer.WrittenSpan.ToArray();
        Release(buffer);
        return utf8;
    }

    /// <summary>A message as JSON text.</summary>
    public static string ToString(IMessage message)
    {
        var buffer = Fill(message);
        var text = Encoding.UTF8.GetString(buffer.WrittenSpan);
        Release(buffer);
        return text;
    }

    /// <summary>Reads a message from JSON in UTF-8. Nothing is thrown whatever the bytes are.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="utf8">One JSON object, blanks around it allowed.</param>
    /// <param name="message">The message, complete with all required fields; null when the result is false.</param>
    /// <param name="error">Why it failed, in Mesos's words.</param>
    public static bool TryParse<T>(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out T? message, out MesosJsonError error)
        where T : class, IMessage<T>, new()
    {
        if (TryConvert(utf8, out message, out error))
        {
            return true;
        }

        if (error.IsSyntax)
        {
            return false;
        }

        // Mesos parses the whole text first and converts what it then holds: a later syntax error, a later duplicate
        // and the order of keys all decide which error counts. Only a failed parse pays for that.
        return TryCanonicalize(utf8, out var canonical, ref error) && TryConvert(canonical, out message, out error);
    }

    /// <summary>Reads a message from a request's body. Nothing is thrown whatever the bytes are.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="utf8">One JSON object, blanks around it allowed.</param>
    /// <param name="message">The message, complete with all required fields; null when the result is false.</param>
    /// <param name="error">Why it failed, in Mesos's words.</param>
    public static bool TryParse<T>(
        ReadOnlySequence<byte> utf8, [NotNullWhen(true)] out T? message, out MesosJsonError error)
        where T : class, IMessage<T>, new()
    {
        if (utf8.IsSingleSegment)
        {
            return TryParse(utf8.FirstSpan, out message, out error);
        }

        var length = checked((int)utf8.Length);
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            utf8.CopyTo(rented);
            return TryParse(rented.AsSpan(0, length), out message, out error);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>The required fields a message lacks, as dotted paths; empty when it is complete.</summary>
    public static IReadOnlyList<string> MissingRequiredFields(IMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var plan = MessagePlan.For(message.Descriptor);
        if (plan.IsComplete(message))
        {
            return [];
        }

        var missing = new List<string>();
        plan.FindMissing(message, "", missing);
        return missing;
    }

    private static bool TryConvert<T>(
        ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out T? message, out MesosJsonError error)
        where T : class, IMessage<T>, new()
    {
        message = null;
        error = default;
        try
        {
            var input = new JsonInput(utf8);
            input.Reader.Read();
            var parsed = new T();
            if (input.Reader.TokenType != JsonTokenType.StartObject)
            {
                input.Fail("Expecting a JSON object");
            }
            else if (MessagePlan.For(parsed.Descriptor).Read(ref input, parsed) == ReadOutcome.Value)
            {
                // Throws when something follows.
                input.Reader.Read();
                var missing = MissingRequiredFields(parsed);
                if (missing.Count == 0)
                {
                    message = parsed;
                    return true;
                }

                input.Fail($"Missing required fields: {string.Join(", ", missing)}");
            }

            error = new MesosJsonError(false, input.Error!);
        }
        catch (JsonException exception)
        {
            error = JsonSyntax.Describe(utf8, exception);
        }
        catch (InvalidOperationException)
        {
            error = JsonSyntax.InvalidText();
        }

        return false;
    }

    /// <param name="utf8">What could not be converted.</param>
    /// <param name="canonical">The same as Mesos sees it.</param>
    /// <param name="error">Replaced when the text is not even JSON.</param>
    private static bool TryCanonicalize(ReadOnlySpan<byte> utf8, out byte[] canonical, ref MesosJsonError error)
    {
        canonical = [];
        try
        {
            canonical = JsonSyntax.Canonicalize(utf8);
            return true;
        }
        catch (JsonException exception)
        {
            error = JsonSyntax.Describe(utf8, exception);
        }
        catch (InvalidOperationException)
        {
            error = JsonSyntax.InvalidText();
        }

        return false;
    }

    private static ArrayBufferWriter<byte> Fill(IMessage message)
    {
        // Taken out while in use, so that a nested call cannot share it.
        var buffer = _buffer ?? new ArrayBufferWriter<byte>(4096);
        _buffer = null;
        Write(message, buffer);
        return buffer;
    }

    private static void Release(ArrayBufferWriter<byte> buffer)
    {
        if (buffer.Capacity <= MaxKeptBufferBytes)
        {
            buffer.ResetWrittenCount();
            _buffer = buffer;
        }
    }
}
