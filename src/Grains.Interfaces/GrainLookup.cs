namespace MesosOrleans.Grains.Interfaces;

/// <summary>References to grains, for code that makes one with every message.</summary>
public static class GrainLookup
{
    /// <summary>
    /// The reference that <c>GetGrain</c> returns. <c>GetGrain</c> derives the names of grain and interface from the type's
    /// attributes anew with every call, which was an eighth of a busy silo's processor time; here they are kept.
    /// </summary>
    public static TGrain Find<TGrain>(this IGrainFactory grains, string key)
        where TGrain : IGrainWithStringKey
    {
        ArgumentNullException.ThrowIfNull(grains);
        if (Names<TGrain>.Known is not { } known)
        {
            var first = grains.GetGrain<TGrain>(key);
            Names<TGrain>.Known = new GrainNames(first.GetGrainId().Type, ((GrainReference)(object)first).InterfaceType);
            return first;
        }

        return (TGrain)grains.GetGrain(GrainId.Create(known.Type, IdSpan.Create(key)), known.Interface);
    }

    // The names follow from the interface alone: they are the same for every cluster in this process.
    private static class Names<TGrain>
    {
        public static GrainNames? Known { get; set; }
    }

    private sealed record GrainNames(GrainType Type, GrainInterfaceType Interface);
}
