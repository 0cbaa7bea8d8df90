package loglog.laws;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The runs that narrow a forecast most for a budget.
 *
 * <p>The variance of the forecast curve at the target is what the runs' noise leaves by the delta method (c-optimality:
 * Elfving 1952, Ann. Math. Stat. 23; Fedorov 1972, Theory of Optimal Experiments), and the squared misfit times the
 * distance of extrapolation, which only large runs shorten. The laws are nonlinear in their exponents, so that a
 * design is best only locally, for parameters near the guess (Chernoff 1953, Ann. Math. Stat. 24; Atkinson and Donev
 * 1992, Optimum Experimental Designs): make it in rounds, each from the fit to the rounds before.
 *
 * <p>Runs are added greedily and exchanged, singly and in pairs, until no exchange helps, from several starts. On small
 * cases that finds what trying all combinations finds.
 *
 * <p>The law is trusted wherever there are candidates. Offer only those at which it is to hold: the best points lie at
 * the edges of what is offered.
 *
 * @param runs to be made, a repeated one as often as it is, in the order of the candidates
 * @param flops what they cost together
 */
public record OptimalDesign(List<CandidateRun> runs, double flops) {
    public OptimalDesign {
        runs = List.copyOf(runs);
    }

    /**
     * Chooses runs.
     *
     * @param guess of the law's parameters, the noise and the misfit
     * @param made rows that are there already, {@code Observations.of()} for none; their metric is not read
     * @param candidates runs to choose from, each as often as it helps
     * @param budget FLOP for all of them
     * @param mostRuns at most so many runs: cheap candidates could be repeated for ever
     * @param target the scales to be forecast, by axis
     * @return no runs where the budget buys none
     * @throws IllegalArgumentException where rows, a candidate or the target lack an axis of the law
     */
    public static OptimalDesign choose(
            Guess guess,
            Observations made,
            List<CandidateRun> candidates,
            double budget,
            int mostRuns,
            Map<String, Double> target) {
        return choose(guess, made, candidates, budget, mostRuns, Integer.MAX_VALUE, target);
    }

    /**
     * Chooses runs, none of them more often than it can be told from itself: a run of the same seed teaches nothing new.
     *
     * @param mostEach at most so often each candidate
     * @see #choose(Guess, Observations, List, double, int, Map)
     */
    public static OptimalDesign choose(
            Guess guess,
            Observations made,
            List<CandidateRun> candidates,
            double budget,
            int mostRuns,
            int mostEach,
            Map<String, Double> target) {
        var search = new DesignSearch(guess, made, candidates, budget, mostRuns, mostEach, target);
        var times = search.best();
        var runs = new ArrayList<CandidateRun>();
        for (int c = 0; c < times.length; c++) {
            for (int k = 0; k < times[c]; k++) {
                runs.add(candidates.get(c));
            }
        }
        return new OptimalDesign(
                runs, runs.stream().mapToDouble(CandidateRun::flops).sum());
    }
}
