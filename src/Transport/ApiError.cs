namespace MesosOrleans.Transport;

/// <summary>A refusal: status and text of the answer.</summary>
internal sealed record ApiError(int Status, string Text);
