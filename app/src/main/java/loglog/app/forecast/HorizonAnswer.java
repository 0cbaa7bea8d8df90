package loglog.app.forecast;

import java.util.List;
import loglog.app.answers.AnswerSource;
import loglog.forecast.Estimate;
import loglog.forecast.horizons.AgentHorizon;
import loglog.forecast.horizons.Work;
import loglog.forecast.trends.Bend;
import loglog.forecast.trends.Trend;

/**
 * What {@code horizon} has to say.
 *
 * @param source the table without its folder
 * @param origin the same with its columns, and what was left out
 * @param facts how it was read, a sentence each
 * @param agents those of raw runs; empty where the table has horizons
 * @param rates the success rates asked for, between 0 and 1
 * @param trends a trend for each of the rates; empty where too few agents have a date and a horizon
 * @param bend of the first rate's trend; null where the agents are too few
 * @param at the dates whose horizons are wanted, on the axis of years
 * @param isBest whether the trend is of the best so far
 * @param warnings what a reader should know first
 * @param isExtrapolated whether a rate's horizons are by the curve through the table's two nearest rates
 */
record HorizonAnswer(
        String source,
        AnswerSource origin,
        List<String> facts,
        List<AgentHorizon> agents,
        List<Double> rates,
        List<Trend> trends,
        List<Boolean> isExtrapolated,
        Bend bend,
        List<String> warnings,
        double[] at,
        boolean isBest,
        double level,
        int resamples) {
    /** When a trend rises to a stretch of work. */
    static Estimate date(Trend trend, Work work) {
        return trend.risesTo(work.minutes());
    }
}
