using ReservationInfo = MesosOrleans.Protocol.V1.Resource.Types.ReservationInfo;

namespace MesosOrleans.Core.Resources;

/// <summary>One level of a reservation. Immutable.</summary>
public sealed class Reservation : IEquatable<Reservation>
{
    private readonly int _hash;

    /// <summary>Creates a reservation.</summary>
    /// <param name="type">Who made it.</param>
    /// <param name="role">The role it is made for; never <c>*</c>.</param>
    /// <param name="principal">The authenticated maker, if any.</param>
    /// <param name="labels">Free labels, if any; reservations with other labels do not merge.</param>
    public Reservation(ReservationType type, string role, string? principal = null, LabelSet? labels = null)
    {
        ArgumentNullException.ThrowIfNull(role);
        Type = type;
        Role = InternedText.Of(role);
        Principal = principal;
        Labels = labels;
        _hash = HashCode.Combine(type, role, principal, labels);
    }

    /// <summary>Who made it.</summary>
    public ReservationType Type { get; }

    /// <summary>The role it is made for.</summary>
    public string Role { get; }

    /// <summary>The authenticated maker, if any.</summary>
    public string? Principal { get; }

    /// <summary>Free labels, if any.</summary>
    public LabelSet? Labels { get; }

    /// <summary>Takes an entry of <c>Resource.reservations</c> over.</summary>
    public static Reservation FromProto(ReservationInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        return FromProto(info, (ReservationType)info.Type, info.Role);
    }

    internal static Reservation FromProto(ReservationInfo info, ReservationType type, string role) =>
        new(type, role, info.HasPrincipal ? info.Principal : null, info.Labels is null ? null : new LabelSet(info.Labels));

    /// <summary>An entry of <c>Resource.reservations</c>.</summary>
    public ReservationInfo ToProto()
    {
        var info = ToPreProto();
        info.Type = (ReservationInfo.Types.Type)Type;
        info.Role = Role;
        return info;
    }

    /// <summary>The field <c>Resource.reservation</c>, which holds neither type nor role.</summary>
    public ReservationInfo ToPreProto()
    {
        var info = new ReservationInfo { Labels = Labels?.ToProto() };
        if (Principal is not null)
        {
            info.Principal = Principal;
        }

        return info;
    }

    /// <inheritdoc/>
    public bool Equals(Reservation? other) =>
        ReferenceEquals(this, other)
        || (other is not null
            && _hash == other._hash
            && Type == other.Type
            && Role == other.Role
            && Principal == other.Principal
            && Equals(Labels, other.Labels));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Reservation);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <summary><c>(DYNAMIC,role,principal,{labels})</c>; absent parts are left out.</summary>
    public override string ToString()
    {
        var type = Type == ReservationType.Static ? "STATIC" : "DYNAMIC";
        var principal = Principal is null ? string.Empty : "," + Principal;
        var labels = Labels is null ? string.Empty : "," + Labels;
        return $"({type},{Role}{principal}{labels})";
    }
}
