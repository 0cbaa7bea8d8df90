package loglog.forecast.takeoff;

import loglog.runs.DataException;

/**
 * Loglog's own model of takeoff: AI research that is done more and more by AI. Software S (how many times less compute does the same)
 * follows
 *
 * <pre>d ln S / dt = g I^lambda S^(-lambda / r) (room left below the ceiling)</pre>
 *
 * with I research effort over that of the start: a CES of experiments, which follow physical compute, and of the work of people and
 * copies. The tasks that effective compute (physical compute times S) suffices to automate are done by copies, of which compute runs
 * more as S grows; the rest stays with people and becomes the bottleneck. Work W at serial speed v counts W v^((1 - lambda) / lambda),
 * so that I^lambda holds copies^lambda and speed^1: parallel work has diminishing returns, serial speed has none. Equations, sources and
 * what is left out: docs/takeoff.md.
 */
public final class AutomatedResearch {
    /** When every run starts. */
    public static final double START = 2025;

    private static final double LN10 = Math.log(10);
    private static final double TOLERANCE = 1e-8;
    private static final double LONGEST_STEP = 0.25;
    private static final double HIGHEST_RISE = 0.25;
    /** At this part of the way to the ceiling (in OOM) software is as good as there: the rest would take ever shorter steps. */
    private static final double SATURATED = 0.999;
    /** A ceiling from here on is none; software itself stops here, before its powers leave a double's range. */
    private static final double NO_CEILING = Math.log(0.99e300);
    /** An elasticity of substitution this near to 1 is taken for 1, the geometric mean. */
    private static final double NEAR_ONE = 1e-3;

    private final double growth;
    private final double computeGrowth;
    private final double computeLate;
    private final double slowdown;
    private final double computeCeiling;
    private final double startOom;
    private final double softwareStart;
    private final double full;
    private final double gap;
    private final double automationCeiling;
    private final double rho;
    private final double researchers;
    private final double hiring;
    private final double hiringLate;
    private final double copies;
    private final double speed;
    private final double parallel;
    private final double experimentShare;
    private final double experimentRho;
    private final double returns;
    private final double ceiling;
    private final double workAtStart;

    private AutomatedResearch(Inputs in) {
        check(in);
        growth = in.get("software_growth") * LN10;
        computeGrowth = in.get("compute_growth");
        computeLate = in.get("compute_growth_late");
        slowdown = in.get("slowdown_year");
        computeCeiling = in.get("compute_ceiling");
        softwareStart = Math.log(in.get("software_start"));
        startOom = Math.log10(in.get("training_flop"));
        full = Math.log10(in.get("full_automation_training"));
        gap = in.get("flop_gap");
        automationCeiling = in.get("automation_ceiling");
        rho = in.get("task_substitution");
        researchers = in.get("researchers");
        hiring = Math.log1p(in.get("researcher_growth"));
        hiringLate = Math.log1p(in.get("researcher_growth_late"));
        copies = in.get("research_flops") / in.get("runtime");
        speed = in.get("serial_speed");
        parallel = in.get("parallel_power");
        experimentShare = in.get("experiment_share");
        double elasticity = in.get("experiment_substitution");
        experimentRho = Math.abs(elasticity - 1) < NEAR_ONE ? 0 : 1 - 1 / elasticity;
        returns = in.get("software_returns");
        ceiling = Math.log(in.get("software_ceiling"));
        workAtStart = work(START, softwareStart);
    }

    private static void check(Inputs in) {
        for (var input : in.all()) {
            double value = in.get(input.name());
            boolean fine = switch (input.unit()) {
                case "share" -> value >= 0 && value <= 1;
                case "rho" -> value < 0;
                case "OOM/year", "1/year" -> value >= 0;
                case "year" -> value >= START;
                default -> value > 0;
            };
            if (!fine) {
                throw new DataException("%s: found %s, expected %s"
                        .formatted(
                                input.name(),
                                value,
                                switch (input.unit()) {
                                    case "share" -> "a share from 0 to 1";
                                    case "rho" -> "a negative number (tasks that cannot replace each other)";
                                    case "OOM/year", "1/year" -> "0 or more";
                                    case "year" -> "2025 or later";
                                    default -> "a number above 0";
                                }));
            }
        }
        if (!(in.get("parallel_power") > 0)) {
            throw new DataException("parallel_power: found 0, expected a number above 0, at most 1");
        }
        if (!(in.get("flop_gap") >= 1) || !(in.get("serial_speed") >= 1)) {
            throw new DataException("flop_gap and serial_speed: found %s and %s, expected at least 1"
                    .formatted(in.get("flop_gap"), in.get("serial_speed")));
        }
        if (!(in.get("software_ceiling") > in.get("software_start"))) {
            throw new DataException("software_ceiling: found %s, expected more than the %s of the start"
                    .formatted(in.get("software_ceiling"), in.get("software_start")));
        }
    }

    /**
     * Runs the model from 2025 on.
     *
     * @throws DataException where an input is out of its range, in one sentence
     */
    public static ResearchRun run(Inputs inputs, double until) {
        if (!(until > START)) {
            throw new IllegalArgumentException("found a run until %s, expected a year after 2025".formatted(until));
        }
        var model = new AutomatedResearch(inputs);
        var path = OrdinaryDifferential.solve(
                model::pace, START, model.softwareStart, until, TOLERANCE, LONGEST_STEP, HIGHEST_RISE);
        return new ResearchRun(model, path);
    }

    /** Physical compute over that of the start [OOM]. */
    double computeOom(double year) {
        double early = Math.min(year, slowdown) - START;
        double late = Math.max(0, year - slowdown);
        return Math.min(computeCeiling, computeGrowth * (early + computeLate * late));
    }

    /** The share of research tasks that an AI can do. */
    double automated(double year, double software) {
        double oom = startOom + computeOom(year) + software / LN10;
        return automationCeiling * TaskRequirements.shareWithin(full - oom, gap);
    }

    /** Human researchers. */
    private double people(double year) {
        return researchers
                * Math.exp(hiring * (Math.min(year, slowdown) - START) + hiringLate * Math.max(0, year - slowdown));
    }

    /** The work of people and copies, counted as people's, with the speed of copies. */
    private double work(double year, double software) {
        double people = people(year);
        double share = automated(year, software);
        if (share == 0) {
            return people;
        }
        double machines = copies * Math.pow(10, computeOom(year)) * Math.exp(software);
        double amount;
        double byMachines;
        if (machines * (1 - share) <= people * share) {
            // Compute is scarce: people do some of what could be automated, and all tasks get the same.
            amount = people + machines;
            byMachines = machines / amount;
        } else {
            amount = share == 1 ? machines + people : mean(share, machines / share, people / (1 - share), rho);
            byMachines = share;
        }
        double serial = 1 / (1 - byMachines + byMachines / speed);
        return amount * Math.pow(serial, (1 - parallel) / parallel);
    }

    /** Research effort over that of the start, to the parallel power, with so much work. */
    private double effort(double year, double work) {
        double experiments = Math.pow(10, computeOom(year));
        double relative = work / workAtStart;
        double input = mean(experimentShare, experiments, relative, experimentRho);
        return Math.pow(input, parallel);
    }

    /** The CES mean of two inputs, the first with a weight; the geometric one where rho is 0. */
    private static double mean(double weight, double first, double second, double rho) {
        if (rho == 0) {
            return Math.pow(first, weight) * Math.pow(second, 1 - weight);
        }
        // In units of what counts most, so that no power leaves a double's range.
        double unit = rho < 0 ? Math.min(first, second) : Math.max(first, second);
        return unit
                * Math.pow(weight * Math.pow(first / unit, rho) + (1 - weight) * Math.pow(second / unit, rho), 1 / rho);
    }

    /** How many times more research there is than people alone would do with the same experiments. */
    double multiplier(double year, double software) {
        return effort(year, work(year, software)) / effort(year, people(year));
    }

    /** d ln S / dt [1/year], S over that of 2022. */
    double pace(double year, double software) {
        double used = ceiling >= NO_CEILING ? 0 : (software - softwareStart) / (ceiling - softwareStart);
        if (used >= SATURATED || software >= NO_CEILING) {
            return 0;
        }
        double harder = Math.exp(-parallel / returns * (software - softwareStart));
        return growth * effort(year, work(year, software)) * harder * (1 - used);
    }

    /** Natural logarithm of software at the start, over that of 2022. */
    double softwareStart() {
        return softwareStart;
    }

    /**
     * How much the same compute counts as many slow researchers or as few fast ones: research effort of the work alone.
     *
     * @param researchers whose work the compute does at a person's speed
     * @param speed that it is run at, in so many fewer copies
     * @param parallel power that the number counts to
     */
    public static double effort(double researchers, double speed, double parallel) {
        return Math.pow(researchers / speed, parallel) * speed;
    }
}
