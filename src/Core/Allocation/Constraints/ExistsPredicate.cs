namespace MesosOrleans.Core.Allocation.Constraints;

/// <summary>Holds when the selected value is there (or, turned round, when it is not).</summary>
internal sealed class ExistsPredicate(bool exists) : ConstraintPredicate
{
    public override bool OnMissing => !exists;

    public override bool OnNonText => exists;

    public override bool OnText(string value) => exists;
}
