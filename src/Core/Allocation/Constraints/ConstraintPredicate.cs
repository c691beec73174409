namespace MesosOrleans.Core.Allocation.Constraints;

/// <summary>A test of one selected value: missing, a text, or something that is no text.</summary>
internal abstract class ConstraintPredicate
{
    public abstract bool OnMissing { get; }

    public abstract bool OnNonText { get; }

    public abstract bool OnText(string value);
}
