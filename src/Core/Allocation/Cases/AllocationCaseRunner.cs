using MesosOrleans.Core.Allocation.Constraints;

namespace MesosOrleans.Core.Allocation.Cases;

/// <summary>Runs one allocator case against a target.</summary>
public sealed partial class AllocationCaseRunner
{
    private readonly IAllocationCaseTarget _target;
    private readonly Dictionary<string, FrameworkSpec> _frameworks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AgentAttributes> _agents = new(StringComparer.Ordinal);
    private readonly List<UsedResources> _used = [];

    private AllocationCaseRunner(IAllocationCaseTarget target) => _target = target;

    /// <summary>Runs a case of any kind; table rows, which have no statements, pass.</summary>
    /// <param name="one">The case.</param>
    /// <param name="createTarget">Makes a fresh allocator with the case's settings.</param>
    public static async Task<CaseOutcome> Run(
        AllocationCase one, Func<AllocatorOptions, ValueTask<IAllocationCaseTarget>> createTarget)
    {
        var current = one.Statements.Count > 0 ? one.Statements[0] : null;
        try
        {
            if (one.Kind == AllocationCaseKind.Sorter)
            {
                SorterCaseRunner.Run(one, statement => current = statement);
            }
            else if (one.Kind == AllocationCaseKind.Allocator)
            {
                await using var target = await createTarget(CaseOptions.Of(one)).ConfigureAwait(false);
                await new AllocationCaseRunner(target)
                    .RunStatements(one.Statements, statement => current = statement).ConfigureAwait(false);
            }

            return new CaseOutcome(one, null);
        }
        catch (Exception failure) when (failure is CaseFailedException or FormatException or ArgumentException
            or InvariantViolationException or KeyNotFoundException or IndexOutOfRangeException)
        {
            return new CaseOutcome(one, $"{current}: {Explain(failure)}");
        }
    }

    // What the framework says of these would not help who writes cases.
    private static string Explain(Exception failure) => failure switch
    {
        IndexOutOfRangeException => "the statement lacks a word",
        KeyNotFoundException => "it names what the case has not added",
        _ => failure.Message,
    };

    private async Task RunStatements(IReadOnlyList<CaseStatement> statements, Action<CaseStatement> note)
    {
        for (var i = 0; i < statements.Count; i++)
        {
            var statement = statements[i];
            note(statement);
            if (statement.IsExpectation)
            {
                await CheckOffers(statement).ConfigureAwait(false);
                continue;
            }

            if (!await Query(statement).ConfigureAwait(false))
            {
                await Execute(statement).ConfigureAwait(false);
            }

            if (i + 1 == statements.Count || !statements[i + 1].IsExpectation)
            {
                var offers = await _target.TakeOffers().ConfigureAwait(false);
                Check(offers.Count == 0, $"unexpected offers {Print(offers)}");
            }
        }
    }

    private ValueTask Execute(CaseStatement statement) => statement.Verb switch
    {
        "opt" => default,
        "hold" => _target.Hold(),
        "go" => _target.Go(),
        "tick" => _target.Tick(),
        "recovery-timeout" => _target.EndRecovery(),
        "agent" => AddAgent(statement.Words),
        "fw" => AddFramework(statement.Rest),
        "update" => UpdateFramework(statement.Rest),
        _ => ExecuteWords(statement.Verb, statement.Words),
    };

    private ValueTask ExecuteWords(string verb, string[] words) => verb switch
    {
        "decline" => Return(words, CaseSyntax.Refusal(words[3])),
        "free" => Return(words, null),
        "quota" => _target.SetQuota(words[0], CaseSyntax.Quota(words[1..])),
        "weight" => _target.SetWeights(
            CaseSyntax.Pairs(words).ToDictionary(pair => pair.Key, pair => CaseSyntax.Number(pair.Value))),
        "convert" => Convert(words),
        "operator" => Operate(words),
        "total" => _target.UpdateAgent(words[0], null, CaseSyntax.Resources(words[1]), null),
        "attrs" => UpdateAttributes(words),
        "agentcaps" => _target.UpdateAgent(words[0], null, null, AgentCapabilities.All),
        "off" => _target.SetAgentActive(words[0], false),
        "on" => _target.SetAgentActive(words[0], true),
        "rmagent" => _target.RemoveAgent(words[0]),
        "rmfw" => _target.RemoveFramework(words[0]),
        "act" => _target.SetFrameworkActive(words[0], true),
        "deact" => _target.SetFrameworkActive(words[0], false),
        "suppress" => _target.Suppress(words[0], words.Length > 1 ? CaseSyntax.List(words[1]) : []),
        "revive" => _target.Revive(words[0], words.Length > 1 ? CaseSyntax.List(words[1]) : []),
        "whitelist" => _target.SetWhitelist(words[0] == "none" ? null : CaseSyntax.List(words[0])),
        "recover" => _target.Recover((int)CaseSyntax.Number(words[0])),
        "maint" => _target.ScheduleMaintenance(words[0]),
        "answer" => Answer(words),
        _ => throw new FormatException($"Unknown statement '{verb}'"),
    };

    private ValueTask AddAgent(string[] words)
    {
        var (id, total) = (words[0], CaseSyntax.Resources(words[1]));
        var (host, region, attributes) = (id, (string?)null, "");
        var capabilities = AgentCapabilities.All;
        var used = new List<UsedResources>();
        for (var i = 2; i < words.Length; i++)
        {
            switch (words[i])
            {
                case "used":
                    var (framework, role) = CaseSyntax.Holder(words[++i]);
                    var resources = words[++i] == "all" ? total : CaseSyntax.Resources(words[i]);
                    used.Add(new UsedResources(framework, role, resources));
                    break;
                case "caps":
                    capabilities = CaseSyntax.AgentCapabilitiesWithout(words[++i]);
                    break;
                case "attr":
                    attributes = words[++i];
                    break;
                case "region":
                    region = words[++i];
                    break;
                case "host":
                    host = words[++i];
                    break;
                default:
                    throw new FormatException($"Unexpected '{words[i]}'");
            }
        }

        _used.AddRange(used);
        _agents[id] = CaseSyntax.Attributes(host, region, attributes);
        return _target.AddAgent(new CaseAgent(new AgentSpec(id, _agents[id], capabilities, total), used));
    }

    private ValueTask AddFramework(string text)
    {
        var (spec, isActive) = CaseFrameworks.Parse(text);
        _frameworks[spec.Id] = spec;
        return _target.AddFramework(spec, isActive);
    }

    private ValueTask UpdateFramework(string text)
    {
        var (spec, _) = CaseFrameworks.Parse(text, _frameworks[text.Split(' ')[0]]);
        _frameworks[spec.Id] = spec;
        return _target.UpdateFramework(spec);
    }

    private ValueTask UpdateAttributes(string[] words)
    {
        var known = _agents[words[0]];
        _agents[words[0]] = CaseSyntax.Attributes(known.Hostname, known.Region, words[1]);
        return _target.UpdateAgent(words[0], _agents[words[0]], null, null);
    }

    private async ValueTask Return(string[] words, TimeSpan? refusal)
    {
        var (framework, role) = CaseSyntax.Holder(words[0]);
        var resources = words[2] == "*"
            ? await _target.HeldBy(framework, role, words[1]).ConfigureAwait(false)
            : CaseSyntax.Resources(words[2]);
        await _target.Return(framework, role, words[1], resources, refusal).ConfigureAwait(false);
    }

    private ValueTask Convert(string[] words)
    {
        var (framework, role) = CaseSyntax.Holder(words[0]);
        return _target.Convert(framework, role, words[1], CaseSyntax.Conversion(words[2], words[3], words[4]));
    }

    private async ValueTask Operate(string[] words)
    {
        var conversion = CaseSyntax.Conversion(words[1], words[2], words[3]);
        var isPossible = await _target.Operate(words[0], conversion).ConfigureAwait(false);
        Check(isPossible == (words[4] == "ok"), isPossible ? "the operation was possible" : "the operation failed");
    }

    private ValueTask Answer(string[] words)
    {
        InverseOfferResponse? response = words[2] switch
        {
            "accept" => InverseOfferResponse.Accept,
            "decline" => InverseOfferResponse.Decline,
            _ => null,
        };
        return _target.AnswerInverseOffer(
            words[0], words[1], response, words.Length > 3 ? CaseSyntax.Refusal(words[3]) : null);
    }

    private static void Check(bool condition, string message)
    {
        if (!condition)
        {
            throw new CaseFailedException(message);
        }
    }

    private static string Print(IEnumerable<AllocationOffer> offers) => string.Join(
        " + ", offers.Select(offer => $"{offer.FrameworkId}/{offer.Role} {offer.AgentId} {offer.Resources}"));
}
