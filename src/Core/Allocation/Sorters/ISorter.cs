namespace MesosOrleans.Core.Allocation.Sorters;

/// <summary>
/// Orders the clients of one level of the allocator: roles (a tree along <c>/</c>) or the frameworks of a role.
/// Clients are addressed by the handle that <see cref="Add"/> returns; a handle is reused only after removal.
/// </summary>
public interface ISorter
{
    /// <summary>How many clients there are, active or not.</summary>
    int Count { get; }

    /// <summary>Adds a client, inactive, and returns its handle.</summary>
    /// <exception cref="ArgumentException">The client exists already.</exception>
    int Add(string client);

    /// <summary>Removes a client with everything charged to it.</summary>
    void Remove(int client);

    /// <summary>Lets the client take part in <see cref="Sort"/>; harmless when it already does.</summary>
    void Activate(int client);

    /// <summary>Leaves the client out of <see cref="Sort"/>; what is charged to it stays.</summary>
    void Deactivate(int client);

    /// <summary>True when the client takes part in <see cref="Sort"/>.</summary>
    bool IsActive(int client);

    /// <summary>The handle of a client, or -1.</summary>
    int Find(string client);

    /// <summary>The path under which a client was added.</summary>
    string PathOf(int client);

    /// <summary>Sets the weight of a path, whether or not a node is there yet.</summary>
    /// <param name="path">A client's path or a prefix of one.</param>
    /// <param name="weight">Positive and finite.</param>
    void UpdateWeight(string path, double weight);

    /// <summary>Charges an offer or allocation to the client and its ancestors, and counts it.</summary>
    void Allocated(int client, int agent, ResourceCharge charge);

    /// <summary>Takes a charge back; counts stay.</summary>
    void Unallocated(int client, int agent, ResourceCharge charge);

    /// <summary>Replaces one charge by another; counts stay.</summary>
    void Update(int client, int agent, ResourceCharge oldCharge, ResourceCharge newCharge);

    /// <summary>What is charged to the client itself (not to its descendants), in thousandths by scalar name index.</summary>
    ReadOnlySpan<long> ChargedTo(int client);

    /// <summary>What is charged to all clients together.</summary>
    ScalarVector Charged { get; }

    /// <summary>The weighted dominant share of the tree node at a path; 0 when there is no such node.</summary>
    double Share(string path);

    /// <summary>
    /// Starts a walk over the active clients, first one first. The walk is valid until the sorter is changed;
    /// one walk object serves many walks.
    /// </summary>
    void Sort(SorterWalk walk);
}
