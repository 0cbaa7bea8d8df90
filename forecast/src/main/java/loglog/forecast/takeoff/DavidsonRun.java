package loglog.forecast.takeoff;

import java.util.List;
import java.util.function.Predicate;

/**
 * A run of Davidson's full takeoff model.
 *
 * @param rows the state at each step, from 2022 on
 * @param step between rows [years]
 */
public record DavidsonRun(List<Row> rows, double step) {
    /**
     * The world at a step.
     *
     * @param year as a decimal number
     * @param gwp gross world product [USD a year]; capital [USD]; labour [people]
     * @param hardwareFlops physical compute [FLOP a year]
     * @param software how many times less compute does the same as in 2022
     * @param computeFlops hardware x software
     * @param trainingFlops the largest training run, at the algorithms of 2022
     * @param shareOfGwp that buys compute
     * @param automatableGoods share of tasks that training alone allows to automate; automatedGoods that is automated; automatedRnd
     *     likewise in R&D
     * @param rndMultiplier hardware R&D over what people alone would do with the same budgets
     * @param researchHardware input of hardware R&D [USD a year]; researchSoftware likewise
     * @param rampup whether the world has woken up
     * @param allocations of goods and services, hardware R&D, software R&D; incomes likewise
     */
    public record Row(
            double year,
            double gwp,
            double capital,
            double labour,
            double hardwareFlops,
            double software,
            double computeFlops,
            double trainingFlops,
            double shareOfGwp,
            double automatableGoods,
            double automatedGoods,
            double automatedRnd,
            double rndMultiplier,
            double researchHardware,
            double researchSoftware,
            boolean rampup,
            List<FactorAllocation> allocations,
            List<IncomeShares> incomes) {}

    /**
     * The years in which what the model is asked for comes true; infinite where it does not before the run ends.
     *
     * @param rampup the world wakes up
     * @param subAgi an AI could do 20% of the tasks of goods and services; agi all of them (by training alone)
     * @param rnd20 20% of R&D tasks are automated; rnd100 all; goods20 and goods100 likewise
     * @param takeoff years from 20% to all tasks of goods and services
     * @param rndTakeoff years from 20% to all R&D tasks
     * @param multiplier years from twice to ten times the R&D that people alone would do
     * @param growth years from 5% to 20% growth of gross world product
     */
    public record Milestones(
            double rampup,
            double subAgi,
            double agi,
            double rnd20,
            double rnd100,
            double goods20,
            double goods100,
            double takeoff,
            double rndTakeoff,
            double multiplier,
            double growth) {}

    /** The run's milestones. */
    public Milestones milestones() {
        // The published model dates the wake-up by the step whose automation set it off.
        double rampup = first(Row::rampup) - step;
        return new Milestones(
                rampup,
                first(row -> row.automatableGoods >= 0.2),
                first(row -> row.automatableGoods >= 1),
                first(row -> row.automatedRnd >= 0.2),
                first(row -> row.automatedRnd >= 1),
                first(row -> row.automatedGoods >= 0.2),
                first(row -> row.automatedGoods >= 1),
                between(row -> row.automatedGoods > 0.2, row -> row.automatedGoods >= 1),
                between(row -> row.automatedRnd > 0.2, row -> row.automatedRnd >= 1),
                between(row -> row.rndMultiplier > 2, row -> row.rndMultiplier > 10),
                grows(0.20) - grows(0.05));
    }

    private double first(Predicate<Row> condition) {
        return rows.stream().filter(condition).findFirst().map(Row::year).orElse(Double.POSITIVE_INFINITY);
    }

    private double between(Predicate<Row> from, Predicate<Row> to) {
        double end = first(to);
        return Double.isInfinite(end) ? end : end - first(from);
    }

    /** The first year after which gross world product grows by so much (its logarithm) in a year. */
    private double grows(double rate) {
        int year = (int) Math.floor(1 / step + 1e-9);
        for (int i = 0; i + year < rows.size(); i++) {
            if (Math.log(rows.get(i + year).gwp / rows.get(i).gwp) > rate) {
                return rows.get(i).year;
            }
        }
        return Double.POSITIVE_INFINITY;
    }
}
