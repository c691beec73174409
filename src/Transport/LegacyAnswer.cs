using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MesosOrleans.Transport;

/// <summary>A JSON answer that is written as it goes, as JSONP when the client asks for it.</summary>
internal sealed class LegacyAnswer : IAsyncDisposable
{
    private static readonly JsonWriterOptions Options = new()
    {
        // Numbers are written raw, and JSON of messages is put in whole: the structure is right by construction.
        SkipValidation = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly ResponseBody _body;
    private readonly bool _wrapped;

    private LegacyAnswer(HttpContext context, string? callback)
    {
        _wrapped = callback is not null;
        _body = new ResponseBody(context, _wrapped ? MediaTypes.JavaScript : MediaTypes.Json);
        if (_wrapped)
        {
            _body.Write(System.Text.Encoding.UTF8.GetBytes(callback + "("));
        }

        Writer = new Utf8JsonWriter(_body, Options);
    }

    /// <summary>Writes the JSON.</summary>
    public Utf8JsonWriter Writer { get; }

    /// <summary>Writes a whole answer.</summary>
    public static async Task Write(HttpContext context, Func<LegacyAnswer, ValueTask> write)
    {
        var callback = context.Request.Query.TryGetValue("jsonp", out var names) ? Negotiation.Last(names) : null;
        await using var answer = new LegacyAnswer(context, callback);
        await write(answer);
        await answer.Writer.FlushAsync(context.RequestAborted);
        if (answer._wrapped)
        {
            answer._body.Write(")"u8);
        }

        await answer._body.Complete();
    }

    /// <summary>Writes a whole answer that is small.</summary>
    public static Task Write(HttpContext context, Action<Utf8JsonWriter> write) => Write(context, answer =>
    {
        write(answer.Writer);
        return ValueTask.CompletedTask;
    });

    /// <summary>Sends what has gathered when it is much; to be called between two objects.</summary>
    public ValueTask Flush()
    {
        Writer.Flush();
        return _body.FlushIfLarge();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        await _body.DisposeAsync();
    }
}
