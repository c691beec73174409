using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>What resources weigh in the sorters.</summary>
internal static class ChargeOf
{
    /// <summary>Adds the scalar amounts of a set to a charge.</summary>
    public static void Add(ResourceCharge charge, ResourceSet resources, ScalarNames names)
    {
        foreach (var record in resources.AsSpan())
        {
            if (record.Kind == ResourceKind.Scalar)
            {
                charge.Add(names.Intern(record.Name), record.Milli);
            }
        }
    }

    /// <summary>The charge of a set.</summary>
    public static ResourceCharge From(ResourceSet resources, ScalarNames names)
    {
        var charge = new ResourceCharge();
        Add(charge, resources, names);
        return charge;
    }
}
