namespace MesosOrleans.Grains.Interfaces.Metrics;

/// <summary>What is counted for each framework.</summary>
[GenerateSerializer, Alias("MesosOrleans.FrameworkCounter")]
public enum FrameworkCounter
{
    /// <summary>Calls of type SUBSCRIBE.</summary>
    CallSubscribe = 0,

    /// <summary>Calls of type TEARDOWN.</summary>
    CallTeardown = 1,

    /// <summary>Calls of type ACCEPT.</summary>
    CallAccept = 2,

    /// <summary>Calls of type DECLINE.</summary>
    CallDecline = 3,

    /// <summary>Calls of type ACCEPT_INVERSE_OFFERS.</summary>
    CallAcceptInverseOffers = 4,

    /// <summary>Calls of type DECLINE_INVERSE_OFFERS.</summary>
    CallDeclineInverseOffers = 5,

    /// <summary>Calls of type REVIVE.</summary>
    CallRevive = 6,

    /// <summary>Calls of type KILL.</summary>
    CallKill = 7,

    /// <summary>Calls of type SHUTDOWN.</summary>
    CallShutdown = 8,

    /// <summary>Calls of type ACKNOWLEDGE.</summary>
    CallAcknowledge = 9,

    /// <summary>Calls of type ACKNOWLEDGE_OPERATION_STATUS.</summary>
    CallAcknowledgeOperationStatus = 10,

    /// <summary>Calls of type RECONCILE.</summary>
    CallReconcile = 11,

    /// <summary>Calls of type RECONCILE_OPERATIONS.</summary>
    CallReconcileOperations = 12,

    /// <summary>Calls of type MESSAGE.</summary>
    CallMessage = 13,

    /// <summary>Calls of type REQUEST.</summary>
    CallRequest = 14,

    /// <summary>Calls of type SUPPRESS.</summary>
    CallSuppress = 15,

    /// <summary>Calls of type UPDATE_FRAMEWORK.</summary>
    CallUpdateFramework = 16,

    /// <summary>Events of type SUBSCRIBED.</summary>
    EventSubscribed = 17,

    /// <summary>Events of type OFFERS.</summary>
    EventOffers = 18,

    /// <summary>Events of type INVERSE_OFFERS.</summary>
    EventInverseOffers = 19,

    /// <summary>Events of type RESCIND.</summary>
    EventRescind = 20,

    /// <summary>Events of type RESCIND_INVERSE_OFFER.</summary>
    EventRescindInverseOffer = 21,

    /// <summary>Events of type UPDATE.</summary>
    EventUpdate = 22,

    /// <summary>Events of type UPDATE_OPERATION_STATUS.</summary>
    EventUpdateOperationStatus = 23,

    /// <summary>Events of type MESSAGE.</summary>
    EventMessage = 24,

    /// <summary>Events of type FAILURE.</summary>
    EventFailure = 25,

    /// <summary>Events of type ERROR.</summary>
    EventError = 26,

    /// <summary>Events of type HEARTBEAT.</summary>
    EventHeartbeat = 27,

    /// <summary>Operations of type LAUNCH.</summary>
    OperationLaunch = 28,

    /// <summary>Operations of type LAUNCH_GROUP.</summary>
    OperationLaunchGroup = 29,

    /// <summary>Operations of type RESERVE.</summary>
    OperationReserve = 30,

    /// <summary>Operations of type UNRESERVE.</summary>
    OperationUnreserve = 31,

    /// <summary>Operations of type CREATE.</summary>
    OperationCreate = 32,

    /// <summary>Operations of type DESTROY.</summary>
    OperationDestroy = 33,

    /// <summary>Operations of type GROW_VOLUME.</summary>
    OperationGrowVolume = 34,

    /// <summary>Operations of type SHRINK_VOLUME.</summary>
    OperationShrinkVolume = 35,

    /// <summary>Operations of type CREATE_DISK.</summary>
    OperationCreateDisk = 36,

    /// <summary>Operations of type DESTROY_DISK.</summary>
    OperationDestroyDisk = 37,

    /// <summary>Offers that were sent.</summary>
    OffersSent = 38,

    /// <summary>Offers that were accepted.</summary>
    OffersAccepted = 39,

    /// <summary>Offers that were declined.</summary>
    OffersDeclined = 40,

    /// <summary>Offers that were rescinded.</summary>
    OffersRescinded = 41,

    /// <summary>Tasks that ended in state FINISHED.</summary>
    TerminalFinished = 42,

    /// <summary>Tasks that ended in state FAILED.</summary>
    TerminalFailed = 43,

    /// <summary>Tasks that ended in state KILLED.</summary>
    TerminalKilled = 44,

    /// <summary>Tasks that ended in state ERROR.</summary>
    TerminalError = 45,

    /// <summary>Tasks that ended in state LOST.</summary>
    TerminalLost = 46,

    /// <summary>Tasks that ended in state DROPPED.</summary>
    TerminalDropped = 47,

    /// <summary>Tasks that ended in state GONE.</summary>
    TerminalGone = 48,

    /// <summary>Tasks that ended in state GONE_BY_OPERATOR.</summary>
    TerminalGoneByOperator = 49,
}
