package loglog.forecast.takeoff;

/** A run of {@link AutomatedResearch}. */
public final class ResearchRun {
    private static final double LN10 = Math.log(10);

    private final AutomatedResearch model;
    private final OrdinaryDifferential.Solution path;

    ResearchRun(AutomatedResearch model, OrdinaryDifferential.Solution path) {
        this.model = model;
        this.path = path;
    }

    /**
     * What the model is asked for; a date that is not reached before the run ends is infinite.
     *
     * @param share20 the year in which 20% of research tasks are automated; share50 and share100 likewise
     * @param takeoff years from 20% to all
     * @param multiplier10 the year in which there is ten times the research that people alone would do
     * @param multiplier50 research over what people alone would do when half of the tasks are automated; NaN where they never are
     * @param yearAfter software gained in the year after all is automated [OOM]; NaN where that is not reached
     */
    public record Milestones(
            double share20,
            double share50,
            double share100,
            double takeoff,
            double multiplier10,
            double multiplier50,
            double yearAfter) {}

    /** The run's milestones. */
    public Milestones milestones() {
        double share20 = automatedAt(0.2);
        double share100 = automatedAt(1);
        double share50 = automatedAt(0.5);
        return new Milestones(
                share20,
                share50,
                share100,
                Double.isInfinite(share100) ? share100 : share100 - share20,
                path.reaches(year -> model.multiplier(year, path.at(year)) - 10),
                share50 <= end() ? multiplier(share50) : Double.NaN,
                share100 + 1 <= end() ? softwareOom(share100 + 1) - softwareOom(share100) : Double.NaN);
    }

    private double automatedAt(double share) {
        return path.reaches(year -> automated(year) - share);
    }

    /** The last year. */
    public double end() {
        return path.t()[path.t().length - 1];
    }

    /** Software gained since the start [OOM]. */
    public double softwareOom(double year) {
        return (path.at(year) - model.softwareStart()) / LN10;
    }

    /** Physical compute gained since the start [OOM]. */
    public double computeOom(double year) {
        return model.computeOom(year);
    }

    /** The share of research tasks that is automated. */
    public double automated(double year) {
        return model.automated(year, path.at(year));
    }

    /** How many times more research there is than people alone would do. */
    public double multiplier(double year) {
        return model.multiplier(year, path.at(year));
    }
}
