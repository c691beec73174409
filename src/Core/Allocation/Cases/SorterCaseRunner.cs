using MesosOrleans.Core.Allocation.Sorters;
using MesosOrleans.Core.Allocation.Tables;

namespace MesosOrleans.Core.Allocation.Cases;

/// <summary>Runs one sorter case against the wDRF sorter.</summary>
internal sealed class SorterCaseRunner
{
    private const int Agent = 0;
    private const double ShareTolerance = 1e-9;
    private readonly ScalarVector _total = new();
    private readonly ResourceViews _views;
    private readonly DrfSorter _sorter;

    private SorterCaseRunner(string[] words)
    {
        var names = new ScalarNames();
        _views = new ResourceViews(names);
        SetTotal(words[0]);
        _sorter = new DrfSorter(
            _total, words.Length > 2 ? [.. CaseSyntax.List(words[2]).Select(names.Intern)] : Array.Empty<int>());
    }

    public static void Run(AllocationCase one, Action<CaseStatement> note)
    {
        var runner = new SorterCaseRunner(one.Statements[0].Words);
        foreach (var statement in one.Statements.Skip(1))
        {
            note(statement);
            runner.Execute(statement.Verb, statement.Words);
        }
    }

    private void Execute(string verb, string[] words)
    {
        switch (verb)
        {
            case "add":
                Array.ForEach(words, client => _sorter.Activate(_sorter.Add(client)));
                break;
            case "addi":
                Array.ForEach(words, client => _sorter.Add(client));
                break;
            case "rm":
                Array.ForEach(words, client => _sorter.Remove(Client(client)));
                break;
            case "on":
                Array.ForEach(words, client => _sorter.Activate(Client(client)));
                break;
            case "off":
                Array.ForEach(words, client => _sorter.Deactivate(Client(client)));
                break;
            case "alloc":
                _sorter.Allocated(Client(words[0]), Agent, Charge(words[1]));
                break;
            case "free":
                _sorter.Unallocated(Client(words[0]), Agent, Charge(words[1]));
                break;
            case "upd":
                _sorter.Update(Client(words[0]), Agent, Charge(words[1]), Charge(words[3]));
                break;
            case "w":
                foreach (var (path, weight) in CaseSyntax.Pairs(words))
                {
                    _sorter.UpdateWeight(path, CaseSyntax.Number(weight));
                }

                break;
            case "total":
                SetTotal(words[0]);
                break;
            default:
                Query(verb, words);
                break;
        }
    }

    private void Query(string verb, string[] words)
    {
        if (verb == "order")
        {
            var order = Order();
            Check(order.SequenceEqual(words), $"the order is {string.Join(' ', order)}");
        }
        else if (verb == "share")
        {
            foreach (var (path, share) in CaseSyntax.Pairs(CaseSyntax.List(words[0])))
            {
                var found = _sorter.Share(path);
                Check(Math.Abs(found - CaseSyntax.Fraction(share)) < ShareTolerance, $"share of {path} is {found}");
            }
        }
        else
        {
            throw new FormatException($"Unknown statement '{verb}'");
        }
    }

    private List<string> Order()
    {
        var walk = new SorterWalk();
        var order = new List<string>();
        _sorter.Sort(walk);
        for (var client = walk.Next(); client >= 0; client = walk.Next())
        {
            order.Add(_sorter.PathOf(client));
        }

        return order;
    }

    private int Client(string path) => _sorter.Find(path);

    private ResourceCharge Charge(string text) => _views.Of(CaseSyntax.Resources(text)).All;

    private void SetTotal(string text) => _total.CopyFrom(Charge(text).Scalars.Amounts);

    private static void Check(bool condition, string message)
    {
        if (!condition)
        {
            throw new CaseFailedException(message);
        }
    }
}
