package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class OptimumTest {
    private static final Law LAW = new Chinchilla();
    private static final UniqueData ENDLESS = new UniqueData.Unlimited();

    @Property(tries = 200)
    void searchAgreesWithTheClosedForm(
            @ForAll @DoubleRange(min = 0.2, max = 0.6) double alpha,
            @ForAll @DoubleRange(min = 0.2, max = 0.6) double beta,
            @ForAll @DoubleRange(min = 16, max = 27) double logFlops) {
        double[] p = {1.8, 400, 2000, alpha, beta};
        double flops = Math.pow(10, logFlops);
        var closed = Optimum.closed(p, flops, LifetimeCost.TRAINING);
        var found = Optimum.search(new LossSurface(LAW, p, ENDLESS), flops, LifetimeCost.TRAINING);
        assertThat(found.loss()).isCloseTo(closed.loss(), offset(1e-12 * closed.loss()));
        // A minimum found by values alone is known to the square root of the precision of doubles.
        assertThat(found.params() / closed.params()).isCloseTo(1, offset(1e-5));
        assertThat(closed.flops()).isCloseTo(6 * closed.params() * closed.tokens(), offset(1e-9 * flops));
    }

    @Property(tries = 100)
    void computeForALossIsTheInverseOfTheLossForCompute(@ForAll @DoubleRange(min = 17, max = 26) double logFlops) {
        double flops = Math.pow(10, logFlops);
        var there = Optimum.at(LAW, Simulated.CHINCHILLA, flops);
        var back = Optimum.reaching(LAW, Simulated.CHINCHILLA, there.loss(), LifetimeCost.TRAINING, ENDLESS)
                .orElseThrow();
        assertThat(back.flops() / flops).isCloseTo(1, offset(1e-6));
        assertThat(back.params() / there.params()).isCloseTo(1, offset(1e-6));
    }

    @Property(tries = 50)
    void theFrontierIsTheLossOfTheOptimum(@ForAll @DoubleRange(min = 14, max = 28) double logFlops) {
        double flops = Math.pow(10, logFlops);
        var cost = new LifetimeCost(7, 0, 2);
        double[] kaplan = {8.8e13, 5.4e13, 0.076, 0.095};
        assertThat(Optimum.frontier(LAW, Simulated.CHINCHILLA, cost, ENDLESS).applyAsDouble(flops)
                        / Optimum.at(LAW, Simulated.CHINCHILLA, flops, cost, ENDLESS)
                                .loss())
                .isCloseTo(1, offset(1e-13));
        assertThat(Optimum.frontier(new Kaplan(), kaplan, cost, ENDLESS).applyAsDouble(flops))
                .isEqualTo(
                        Optimum.at(new Kaplan(), kaplan, flops, cost, ENDLESS).loss());
    }

    @Test
    void kaplansOptimumHasItsPublishedExponent() {
        // N_opt ~ C^(alpha_D / (alpha_N + alpha_D)), by setting the derivative of arXiv 2001.08361, eq. 1.5 to zero.
        double[] p = {8.8e13, 5.4e13, 0.076, 0.095};
        assertThat(Optimum.exponent(new Kaplan(), p, 1e21)).isCloseTo(1 / (1 + 0.076 / 0.095), offset(1e-5));
    }

    @Test
    void chinchillasExponentsAreBetaAndAlphaOverTheirSum() {
        assertThat(Optimum.exponent(LAW, Simulated.CHINCHILLA, 1e20))
                .isCloseTo(0.36718 / (0.34731 + 0.36718), offset(1e-12));
    }

    @Test
    void aLossBelowTheFloorIsOutOfReach() {
        assertThat(Optimum.reaching(LAW, Simulated.CHINCHILLA, 1.8, LifetimeCost.TRAINING, ENDLESS))
                .isEmpty();
        assertThat(Optimum.reaching(LAW, Simulated.CHINCHILLA, 1.8, LifetimeCost.serving(1e12), ENDLESS))
                .isEmpty();
        // A size has a floor of its own, E + A / N^alpha.
        double floor = 1.81724 + 477.84 * Math.pow(1e9, -0.34731);
        assertThat(Optimum.ofSizeReaching(LAW, Simulated.CHINCHILLA, 1e9, floor - 1e-6, LifetimeCost.TRAINING, ENDLESS))
                .isEmpty();
        assertThat(Optimum.ofSizeReaching(LAW, Simulated.CHINCHILLA, 1e9, floor + 1e-2, LifetimeCost.TRAINING, ENDLESS))
                .isPresent();
    }

    @Test
    void servingMakesTheBestModelSmallerAndLongerTrained() {
        // arXiv 2401.00448, section 3: for a loss and growing demand, params fall and tokens rise.
        double loss = 2.1;
        var trained = Optimum.reaching(LAW, Simulated.CHINCHILLA, loss, LifetimeCost.TRAINING, ENDLESS)
                .orElseThrow();
        double params = trained.params();
        double tokens = trained.tokens();
        for (double served : new double[] {1e11, 1e12, 1e13, 1e14}) {
            var cost = LifetimeCost.serving(served);
            var best = Optimum.reaching(LAW, Simulated.CHINCHILLA, loss, cost, ENDLESS)
                    .orElseThrow();
            assertThat(best.loss()).isCloseTo(loss, offset(1e-7));
            assertThat(best.params()).isLessThan(params);
            assertThat(best.tokens()).isGreaterThan(tokens);
            // Cheaper than what is best without serving, and a minimum: other sizes at this loss cost more.
            assertThat(best.flops()).isLessThan(cost.flops(trained.params(), trained.tokens()));
            for (double other : new double[] {0.97, 1.03}) {
                var away = Optimum.ofSizeReaching(LAW, Simulated.CHINCHILLA, other * best.params(), loss, cost, ENDLESS)
                        .orElseThrow();
                assertThat(away.flops()).isGreaterThan(best.flops());
            }
            params = best.params();
            tokens = best.tokens();
        }
    }

    @Test
    void aBudgetForTrainingAndServingIsSpent() {
        var cost = LifetimeCost.serving(1e13);
        var best = Optimum.at(LAW, Simulated.CHINCHILLA, 1e24, cost, ENDLESS);
        assertThat(best.params() * (6 * best.tokens() + 2 * 1e13)).isCloseTo(1e24, offset(1e18));
        var back = Optimum.reaching(LAW, Simulated.CHINCHILLA, best.loss(), cost, ENDLESS)
                .orElseThrow();
        assertThat(back.flops() / 1e24).isCloseTo(1, offset(1e-5));
    }

    @Test
    void aCapOnUniqueDataHoldsTokensAndGrowsParams() {
        double cap = 1e11;
        var free = Optimum.at(LAW, Simulated.CHINCHILLA, 1e24);
        var once = Optimum.at(LAW, Simulated.CHINCHILLA, 1e24, LifetimeCost.TRAINING, new UniqueData.Once(cap));
        var repeated = Optimum.at(LAW, Simulated.CHINCHILLA, 1e24, LifetimeCost.TRAINING, new UniqueData.Repeated(cap));
        assertThat(free.tokens()).isGreaterThan(cap);
        assertThat(once.tokens()).isCloseTo(cap, offset(1.0));
        assertThat(once.params()).isGreaterThan(free.params());
        assertThat(repeated.tokens()).isGreaterThan(cap);
        assertThat(List.of(free.loss(), repeated.loss(), once.loss())).isSorted();
        // Below the cap it changes nothing.
        var small = Optimum.at(LAW, Simulated.CHINCHILLA, 1e19, LifetimeCost.TRAINING, new UniqueData.Once(cap));
        assertThat(small.loss())
                .isCloseTo(Optimum.at(LAW, Simulated.CHINCHILLA, 1e19).loss(), offset(1e-12));
    }

    @Test
    void aLawOfRepetitionsValuesThemItself() {
        double[] p = {1.81724, 477.84, 2143.86, 0.34731, 0.36718, UniqueData.PUBLISHED_R_D};
        var data = new UniqueData.Repeated(1e10);
        var own = Optimum.at(new DataConstrained(false), p, 1e23, LifetimeCost.TRAINING, data);
        var published = Optimum.at(LAW, Simulated.CHINCHILLA, 1e23, LifetimeCost.TRAINING, data);
        assertThat(own.loss()).isCloseTo(published.loss(), offset(1e-12));
        p[5] = 3;
        assertThat(Optimum.at(new DataConstrained(false), p, 1e23, LifetimeCost.TRAINING, data)
                        .loss())
                .isGreaterThan(published.loss());
    }

    @Test
    void planningNeedsParamsAndTokens() {
        assertThatThrownBy(() -> Optimum.at(new PowerLaw("flops"), new double[] {30, 0.05}, 1e20))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("power is one of [flops]");
    }

    @Test
    void budgetsBecomeCompute() {
        // 64 chips for 30 days at 40% of 989 TFLOP/s.
        var cluster = new Budget.Cluster(64, 30, 989e12, 0.4);
        assertThat(cluster.flops()).isCloseTo(6.5625e22, offset(1e19));
        var money = new Budget.Money(64 * 30 * 24 * 2.5, 2.5, 989e12, 0.4);
        assertThat(money.flops()).isCloseTo(cluster.flops(), offset(1e10));
        assertThatThrownBy(() -> new Budget.Cluster(64, 30, 989e12, 40))
                .hasMessageContaining("utilization: found 40.0");
    }
}
