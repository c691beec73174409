namespace MesosOrleans.Core.Allocation.Cases;

/// <summary>A case did not come out as it states.</summary>
public sealed class CaseFailedException : Exception
{
    /// <summary>Makes one without a reason.</summary>
    public CaseFailedException()
    {
    }

    /// <summary>Makes one with a reason.</summary>
    public CaseFailedException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one with a reason and a cause.</summary>
    public CaseFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
