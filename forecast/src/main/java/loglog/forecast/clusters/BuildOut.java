package loglog.forecast.clusters;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import loglog.forecast.CounterRandom;
import loglog.forecast.Dates;
import loglog.forecast.Estimate;

/** Which resource limits how many accelerators can be added in each year: the one of which there is least, by what each takes of it. */
public final class BuildOut {
    /**
     * A resource.
     *
     * @param isStock whether the supply is what stands at a date, so that its rise is what a year adds; else it is what a year gives
     * @param needs of the resource for each H100 equivalent
     */
    public record Resource(String name, String unit, boolean isStock, SupplyCurve supply, SupplyCurve needs) {
        /** H100 equivalents that the resource allows in a year. */
        double capacity(int year, double supplied, double grown, double needed, double lessened) {
            double middle = Dates.years(java.time.LocalDate.of(year, 7, 1));
            double start = Dates.years(java.time.LocalDate.of(year, 1, 1));
            double end = Dates.years(java.time.LocalDate.of(year + 1, 1, 1));
            double amount = isStock
                    ? Math.max(0, supply.at(end, supplied, grown) - supply.at(start, supplied, grown))
                    : supply.at(middle, supplied, grown);
            return amount / needs.at(middle, needed, lessened);
        }
    }

    /**
     * What is to be asked.
     *
     * @param from the first year
     * @param until the last
     */
    public record Plan(String name, String description, int from, int until, List<Resource> resources) {}

    /**
     * One year.
     *
     * @param added H100 equivalents that all resources allow
     * @param allowed by each resource
     * @param binds the share of draws in which each is the least
     */
    public record Year(int year, Estimate added, Map<String, Estimate> allowed, Map<String, Double> binds) {
        /** The resource that is the least most often. */
        public String binding() {
            return binds.entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .orElseThrow()
                    .getKey();
        }
    }

    /** Purposes of random numbers, four for each resource. */
    private static final long PURPOSE = 0x4255_494c_0000_0000L;

    private BuildOut() {}

    /**
     * Draws each supply and each need once for all years: what is high in one year is so in the next.
     *
     * @param level of the intervals
     */
    public static List<Year> of(Plan plan, int draws, long seed, double level) {
        int resources = plan.resources().size();
        var years = new ArrayList<Year>();
        for (int year = plan.from(); year <= plan.until(); year++) {
            var capacities = new double[resources][draws];
            var least = new double[draws];
            var wins = new int[resources];
            for (int d = 0; d < draws; d++) {
                int first = 0;
                for (int r = 0; r < resources; r++) {
                    long purpose = PURPOSE + 4L * r;
                    capacities[r][d] = plan.resources()
                            .get(r)
                            .capacity(
                                    year,
                                    CounterRandom.normal(seed, purpose, d),
                                    CounterRandom.normal(seed, purpose + 1, d),
                                    CounterRandom.normal(seed, purpose + 2, d),
                                    CounterRandom.normal(seed, purpose + 3, d));
                    first = capacities[r][d] < capacities[first][d] ? r : first;
                }
                least[d] = capacities[first][d];
                wins[first]++;
            }
            var allowed = new LinkedHashMap<String, Estimate>();
            var binds = new LinkedHashMap<String, Double>();
            for (int r = 0; r < resources; r++) {
                var name = plan.resources().get(r).name();
                allowed.put(name, estimate(capacities[r], level));
                binds.put(name, wins[r] / (double) draws);
            }
            years.add(new Year(year, estimate(least, level), allowed, binds));
        }
        return List.copyOf(years);
    }

    private static Estimate estimate(double[] draws, double level) {
        var sorted = draws.clone();
        Arrays.sort(sorted);
        return Estimate.of(Estimate.quantile(sorted, 0.5), draws, level);
    }
}
