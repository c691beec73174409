namespace MesosOrleans.Silo.Api.V1.Operator.Events;

/// <summary>Why an operator's stream ended.</summary>
internal enum SubscriberEnd
{
    /// <summary>It is open.</summary>
    Open,

    /// <summary>The client closed it.</summary>
    ByClient,

    /// <summary>The client did not read for too long.</summary>
    Stalled,

    /// <summary>The client read too slowly: too many events waited for it.</summary>
    Behind,

    /// <summary>There were too many streams, and this was the oldest.</summary>
    Displaced,

    /// <summary>The silo stops.</summary>
    Stopping,
}
