using MesosOrleans.Core.Frameworks;
using MesosOrleans.Core.Validation;
using MesosOrleans.Grains.Interfaces.Frameworks;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Grains.Frameworks;

/// <summary>UPDATE_FRAMEWORK (http-api.md 4.8).</summary>
public sealed partial class FrameworkGrain
{
    private async Task<CallResult> Update(Call.Types.UpdateFramework update, string? principal)
    {
        var info = update.FrameworkInfo.Clone();
        if (principal is not null && !info.HasPrincipal)
        {
            info.Principal = principal;
        }

        var error = UpdateFrameworkValidator.Validate(
            info, update.SuppressedRoles, update.OfferConstraints, State.Info!,
            options.Value.Roles, options.Value.RootSubmissions);
        if (error is not null)
        {
            return CallResult.BadRequest(error);
        }

        var left = Capabilities.RolesOf(State.Info!).Except(Capabilities.RolesOf(info)).ToList();
        State.Info = info;
        State.Suppressed = [.. update.SuppressedRoles];
        State.Constraints = update.OfferConstraints;
        await _writer.WriteAsync();
        foreach (var offer in _offers.Values.Where(offer => left.Contains(offer.Role)).ToList())
        {
            Rescind(offer.Offer.Id.Value);
        }

        await TellDemand(left);
        MarkChanged();
        Publish();
        return CallResult.Ok;
    }
}
