using CsCheck;

namespace MesosOrleans.Core.Tests.Allocation;

/// <summary>
/// What dominant resource fairness promises (Ghodsi et al., NSDI 2011), on random demands. The promises are proved for
/// divisible tasks; here whole tasks are launched, so each holds up to one bundle, the resources of one task:
/// progressive filling gives a task only to whom nobody is behind, hence at any moment every framework's weighted dominant
/// share, without its last bundle, is at most that of every other. Each test names what follows from this, exactly.
/// </summary>
public sealed class FairnessTests
{
    private const int Iterations = 200;
    private static readonly Gen<int> Seed = Gen.Int[0, int.MaxValue];

    /// <summary>
    /// With the other one's resources scaled to its own weight, and without the other one's last bundle, a framework
    /// could run no more tasks than it does. (Without that bundle the other's weighted share is at most its own.)
    /// </summary>
    [Fact]
    public void Nobody_would_rather_have_what_another_one_has() => Seed.Sample(
        seed =>
        {
            var pool = new SharedPool(new Random(seed), weighted: true);
            pool.Fill(pool.Demands);
            for (var one = 0; one < pool.Count; one++)
            {
                for (var other = 0; other < pool.Count; other++)
                {
                    var scale = pool.Weights[one] / (double)pool.Weights[other];
                    var envied = pool.RunsWith(one, pool.HeldBy(other, pool.Demands[other], tasksLess: 1), scale);
                    Assert.True(
                        envied <= pool.Tasks[one],
                        $"{one} runs {pool.Tasks[one]} tasks and could run {envied} with what {other} has: {pool}");
                }
            }
        },
        iter: Iterations);

    /// <summary>
    /// With the same weight, nobody is worse off than with a part of its own, the n-th of everything, but for less than
    /// the largest bundle that anybody takes, counted in bundles of its own. For filling ends when the poorest, with the
    /// share m, finds no room in some resource: what all hold of that and its next task are more than there is, and each
    /// holds at most m and a bundle. Hence m is 1/n but for the mean bundle, and everybody has at least m.
    /// </summary>
    [Fact]
    public void Sharing_is_no_worse_than_a_part_of_ones_own() => Seed.Sample(
        seed =>
        {
            var pool = new SharedPool(new Random(seed), weighted: false);
            pool.Fill(pool.Demands);
            for (var one = 0; one < pool.Count; one++)
            {
                var alone = pool.RunsWith(one, pool.Capacity, 1.0 / pool.Count);
                var largest = pool.LargestBundleIn(one, pool.Demands);
                Assert.True(
                    pool.Tasks[one] >= alone - largest,
                    $"{one} runs {pool.Tasks[one]} tasks and alone {alone}: {pool}");
            }
        },
        iter: Iterations);

    /// <summary>
    /// A framework that launches tasks of another shape than it needs - larger, smaller, or with other proportions - can
    /// run, with all but the last bundle it got, fewer than k true tasks more than if it were honest; k of its true bundles
    /// cover the largest honest bundle of anybody. For suppose it could run k more. Nobody was behind it when it got its
    /// last bundle, so each of the others launched at least as many tasks as in the honest run. And in the resource that
    /// had no room for another task there, now k bundles more are used: more than there is.
    /// </summary>
    [Fact]
    public void Who_lies_about_its_demand_gains_less_than_one_bundle() => Seed.Sample(
        seed =>
        {
            var random = new Random(seed);
            var honest = new SharedPool(random, weighted: false);
            honest.Fill(honest.Demands);
            for (var liar = 0; liar < honest.Count; liar++)
            {
                var claimed = honest.Demands.ToArray();
                claimed[liar] = SharedPool.RandomDemand(random);
                var lying = honest.Again();
                lying.Fill(claimed);
                var gain = lying.RunsWith(liar, lying.HeldBy(liar, claimed[liar], tasksLess: 1), 1) - honest.Tasks[liar];
                var largest = honest.LargestBundleIn(liar, honest.Demands);
                Assert.True(
                    gain < largest,
                    $"{liar} claims {claimed[liar]} and gains {gain} tasks, a bundle is {largest}: {honest}");
            }
        },
        iter: Iterations);
}
