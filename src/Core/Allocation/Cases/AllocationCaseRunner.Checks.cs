using System.Globalization;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation.Cases;

/// <content>What a case expects.</content>
public sealed partial class AllocationCaseRunner
{
    private const double ShareTolerance = 1e-9;

    private async ValueTask<bool> Query(CaseStatement statement)
    {
        var words = statement.Words;
        switch (statement.Verb)
        {
            case "share":
                foreach (var (role, share) in CaseSyntax.Pairs(CaseSyntax.List(words[0])))
                {
                    var found = await _target.DominantShare(role).ConfigureAwait(false);
                    Check(Math.Abs(found - CaseSyntax.Fraction(share)) < ShareTolerance, $"share of {role} is {found}");
                }

                return true;
            case "order":
                var order = await _target.RoleOrder().ConfigureAwait(false);
                Check(order.SequenceEqual(words), $"the order is {string.Join(' ', order)}");
                return true;
            case "filters":
                var filters = await _target.ActiveFilters(words[0]).ConfigureAwait(false);
                Check(filters == Whole(words[1]), $"there are {filters} filters");
                return true;
            case "runs":
                var runs = await _target.Runs().ConfigureAwait(false);
                Check(runs == Whole(words[0]), $"there were {runs} runs");
                return true;
            case "inv=>":
                await CheckInverseOffers(statement.Rest).ConfigureAwait(false);
                return true;
            default:
                return false;
        }
    }

    private async ValueTask CheckInverseOffers(string expected)
    {
        var offers = await _target.LatestInverseOffers().ConfigureAwait(false);
        var found = offers.Select(offer => $"{offer.FrameworkId} {offer.AgentId}").Order(StringComparer.Ordinal);
        var wanted = expected.Split(" + ").Where(offer => offer != "-").Order(StringComparer.Ordinal);
        Check(found.SequenceEqual(wanted), $"inverse offers are {string.Join(" + ", found)}");
    }

    private async ValueTask CheckOffers(CaseStatement statement)
    {
        var offers = await _target.TakeOffers().ConfigureAwait(false);
        var isSum = statement.Verb == "=>sum";
        var found = Group(offers.Select(offer => (Key(offer.FrameworkId, offer.Role, isSum ? "" : offer.AgentId),
            isSum ? offer.Resources.StrippedScalars() : offer.Resources)));
        foreach (var alternative in statement.Rest.Split(" || "))
        {
            if (Matches(found, await Expected(alternative, isSum).ConfigureAwait(false)))
            {
                return;
            }
        }

        throw new CaseFailedException(offers.Count == 0 ? "there are no offers" : $"offers are {Print(offers)}");
    }

    private async ValueTask<Dictionary<string, ResourceSet>> Expected(string text, bool isSum)
    {
        var expected = new List<(string, ResourceSet)>();
        foreach (var offer in text.Trim() == "-" ? [] : text.Split(" + "))
        {
            var words = offer.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var (framework, role) = CaseSyntax.Holder(words[0]);
            var agent = isSum ? "" : words[1];
            var resources = words[^1] == "all"
                ? await _target.TotalOf(agent).ConfigureAwait(false)
                : CaseSyntax.Resources(words[^1]);
            expected.Add((Key(framework, role, agent), resources));
        }

        return Group(expected);
    }

    private static string Key(string framework, string role, string agent) => $"{framework}/{role} {agent}";

    private static Dictionary<string, ResourceSet> Group(IEnumerable<(string Key, ResourceSet Resources)> offers) =>
        offers.GroupBy(offer => offer.Key).ToDictionary(
            group => group.Key, group => ResourceSet.Sum(group.Select(offer => offer.Resources)));

    private static bool Matches(Dictionary<string, ResourceSet> found, Dictionary<string, ResourceSet> expected) =>
        found.Count == expected.Count
        && found.All(offer => expected.TryGetValue(offer.Key, out var resources) && resources.Equals(offer.Value));

    private static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
