package loglog.app.agents;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import loglog.agents.AgentOutcome;
import loglog.agents.AgentOutcome.Check;
import loglog.agents.AgentRun;
import loglog.laws.rates.Chain;
import loglog.laws.rates.StepError;
import loglog.laws.rates.SuccessRate;

/**
 * What {@code agent} has to say.
 *
 * @param source the file of tasks without its folder
 * @param outcomes in the order of the tasks
 */
record AgentAnswer(
        String source, String model, AgentRun run, List<AgentOutcome> outcomes, double level, List<String> warnings) {
    private SuccessRate rate(Predicate<AgentOutcome> right) {
        return new SuccessRate(outcomes.stream().filter(right).count(), outcomes.size());
    }

    SuccessRate success() {
        return rate(AgentOutcome::isRight);
    }

    /** Of the first attempts, without votes and redos. */
    SuccessRate first() {
        return rate(AgentOutcome::isFirstRight);
    }

    boolean hasHelp() {
        return run.votes() > 1 || run.redos() > 0;
    }

    /** Success by number of steps, of tasks that say it. */
    Map<Integer, SuccessRate> byLength() {
        var rates = new TreeMap<Integer, SuccessRate>();
        outcomes.stream()
                .filter(o -> o.task().steps() > 0)
                .collect(Collectors.groupingBy(o -> o.task().steps()))
                .forEach((steps, all) -> rates.put(
                        steps,
                        new SuccessRate(
                                all.stream().filter(AgentOutcome::isRight).count(), all.size())));
        return rates;
    }

    StepError steps() {
        return StepError.of(byLength(), level);
    }

    private List<Check> checks(boolean wasRight) {
        return outcomes.stream()
                .flatMap(o -> o.checks().stream())
                .filter(c -> c.wasRight() == wasRight)
                .toList();
    }

    /** Wrong answers that the model called wrong; null where it checked none. */
    SuccessRate noticed() {
        return rejected(checks(false));
    }

    /** Right answers that the model called wrong; null where it checked none. */
    SuccessRate falseAlarms() {
        return rejected(checks(true));
    }

    private static SuccessRate rejected(List<Check> checks) {
        return checks.isEmpty()
                ? null
                : new SuccessRate(checks.stream().filter(c -> !c.wasAccepted()).count(), checks.size());
    }

    /**
     * The success that the closed form says of votes of three, or of answers that are written again as long as a fault is
     * noticed, were attempts independent; NaN where there is none.
     */
    double expected() {
        double error = 1 - first().value();
        if (run.votes() == 3 && run.redos() == 0) {
            return 1 - Chain.voteOfThree(error);
        }
        return run.votes() == 1 && run.redos() > 0 && noticed() != null
                ? 1 - Chain.verifyAndRedo(error, noticed().value())
                : Double.NaN;
    }

    long sum(java.util.function.ToLongFunction<AgentOutcome> count) {
        return outcomes.stream().mapToLong(count).sum();
    }
}
