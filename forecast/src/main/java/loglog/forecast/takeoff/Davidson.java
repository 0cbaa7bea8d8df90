package loglog.forecast.takeoff;

import java.util.ArrayList;
import java.util.List;
import loglog.runs.DataException;

/**
 * Davidson's full takeoff model (T. Davidson, What a compute-centric framework says about takeoff speeds, Open Philanthropy 2023): a
 * growth model of the world in which larger training runs let compute do more of the tasks of goods and services and of R&D, and
 * R&D makes compute and its software better. Equations in docs/takeoff.md; written after the published Python model
 * (epoch-research/ftm), whose dates and trajectories it gives.
 */
public final class Davidson {
    /** The first year of every run. */
    public static final double START = 2022;

    /** The step that the published model takes [years]. */
    public static final double STEP = 0.1;

    private static final int TASKS = 100;
    private static final double SECONDS_A_YEAR = 60 * 60 * 24 * 365;
    private static final double INVESTMENT_RATE = 0.2;
    /** Shares of gross world product in R&D at the start; they set units alone and move no date. */
    private static final double HARDWARE_RND_SHARE = 0.002;

    private static final double SOFTWARE_RND_SHARE = 0.0002;
    private static final String[] SPLIT = {
        "gwp_compute",
        "capital_hardware_rnd",
        "labour_hardware_rnd",
        "compute_hardware_rnd",
        "labour_software_rnd",
        "compute_software_rnd",
        "compute_training"
    };
    private static final int GWP_COMPUTE = 0;
    private static final int CAPITAL_HARDWARE = 1;
    private static final int LABOUR_HARDWARE = 2;
    private static final int COMPUTE_HARDWARE = 3;
    private static final int LABOUR_SOFTWARE = 4;
    private static final int COMPUTE_SOFTWARE = 5;
    private static final int COMPUTE_TRAINING = 6;

    private final Inputs in;
    private final double step;
    private final double parallel;
    private final double tradeoff;
    private final double maxTradeoff;
    private final TaskRequirements needsGoods;
    private final TaskRequirements needsRnd;
    private final int delaySteps;
    private final double[] growth = new double[SPLIT.length];
    private final double[] growthRampup = new double[SPLIT.length];
    private final double[] ceiling = new double[SPLIT.length];

    /** The state of a step: what the next one is made from. */
    private final class State {
        double gwp;
        double capital;
        double labour;
        double hardware;
        double software = 1;
        double compute;
        double productivity = 1;
        double performance;
        double cumulativeHardware;
        double cumulativeSoftware;
        double researchHardware;
        double researchSoftware;
        double moneyTraining;
        double automatedGoods;
        boolean rampup;
        double[] split = new double[SPLIT.length];

        double training() {
            return compute * split[COMPUTE_TRAINING];
        }

        double computeGoods() {
            return compute * (1 - split[COMPUTE_HARDWARE] - split[COMPUTE_SOFTWARE] - split[COMPUTE_TRAINING]);
        }

        double labourGoods() {
            return labour * (1 - split[LABOUR_HARDWARE] - split[LABOUR_SOFTWARE]);
        }

        double capitalGoods() {
            return capital * (1 - split[CAPITAL_HARDWARE]);
        }

        double experiments() {
            return Math.pow(hardware, in.get("compute_software_rnd_experiments_efficiency"));
        }
    }

    private Davidson(Inputs in, double step) {
        this.in = in;
        this.step = step;
        check();
        parallel = in.get("rnd_parallelization_penalty");
        boolean trades = in.get("runtime_training_tradeoff") > 0;
        tradeoff = trades ? in.get("runtime_training_tradeoff") : 0;
        maxTradeoff = trades ? in.get("runtime_training_max_tradeoff") : 1;
        double training = in.get("full_automation_requirements_training");
        double runtime = in.get("full_automation_requirements_runtime") * SECONDS_A_YEAR;
        needsGoods = needs(training, runtime);
        needsRnd = needs(
                training / in.get("goods_vs_rnd_requirements_training"),
                runtime / in.get("goods_vs_rnd_requirements_runtime"));
        delaySteps = (int) Math.rint(in.get("hardware_delay") / step);
        for (int i = 0; i < SPLIT.length; i++) {
            growth[i] = in.get("frac_" + SPLIT[i] + "_growth");
            growthRampup[i] = in.get("frac_" + SPLIT[i] + "_growth_rampup");
            ceiling[i] = in.get("frac_" + SPLIT[i] + "_ceiling");
        }
    }

    private TaskRequirements needs(double training, double runtime) {
        return TaskRequirements.of(
                TASKS,
                training,
                in.get("flop_gap_training"),
                in.get("training_requirements_steepness"),
                runtime,
                in.get("flop_gap_runtime"),
                in.get("runtime_requirements_steepness"));
    }

    private void check() {
        atLeast("flop_gap_training", 1);
        atLeast("flop_gap_runtime", 1);
        atLeast("hardware_delay", 0);
        atLeast("initial_biggest_training_run", 1);
        if (in.get("runtime_training_tradeoff") > 0) {
            atLeast("runtime_training_max_tradeoff", 1);
        }
        for (var name : List.of(
                "labour_substitution_goods",
                "labour_substitution_rnd",
                "capital_substitution_goods",
                "capital_substitution_rnd",
                "research_experiments_substitution_software")) {
            if (!(in.get(name) < 0)) {
                throw new DataException(
                        "%s: found %s, expected a negative number (tasks that cannot replace each other)"
                                .formatted(name, in.get(name)));
            }
        }
        for (var input : in.all()) {
            double value = in.get(input.name());
            boolean share = input.unit().equals("share");
            if (share && !(value >= 0 && value <= 1)) {
                throw new DataException("%s: found %s, expected a share from 0 to 1".formatted(input.name(), value));
            }
            if (!share && input.bestGuess() > 0 && !input.name().endsWith("growth") && !(value >= 0)) {
                throw new DataException("%s: found %s, expected a number above 0".formatted(input.name(), value));
            }
        }
        under1("frac_labour_hardware_rnd_ceiling", "frac_labour_software_rnd_ceiling");
        under1(
                "frac_compute_hardware_rnd_ceiling",
                "frac_compute_software_rnd_ceiling",
                "frac_compute_training_ceiling");
        double compute =
                in.get("initial_hardware_production") * in.get("ratio_hardware_to_initial_hardware_production");
        if (in.get("initial_biggest_training_run") > compute) {
            throw new DataException("initial_biggest_training_run: found %s FLOP, expected no more than the %s"
                            .formatted(in.get("initial_biggest_training_run"), compute)
                    + " FLOP of compute that there is");
        }
    }

    private void atLeast(String name, double least) {
        if (!(in.get(name) >= least)) {
            throw new DataException("%s: found %s, expected at least %s".formatted(name, in.get(name), least));
        }
    }

    private void under1(String... names) {
        double sum = 0;
        for (var name : names) {
            sum += in.get(name);
        }
        if (!(sum < 1)) {
            throw new DataException(
                    "%s: found a sum of %s, expected less than 1".formatted(String.join(" + ", names), sum));
        }
    }

    /**
     * Runs the model.
     *
     * @param step of time [years]; the published model takes {@link #STEP}
     * @param until the year in which it stops
     * @return the years' states; it ends before where all is automated and numbers leave a double's range
     * @throws DataException where an input is out of its range, or so far from it that numbers leave a double's, in one
     *     sentence
     */
    public static DavidsonRun run(Inputs inputs, double step, double until) {
        if (!(step > 0 && step <= 1) || !(until > START)) {
            throw new IllegalArgumentException(
                    "found a step of %s years until %s, expected at most 1 and a year after 2022"
                            .formatted(step, until));
        }
        return new Davidson(inputs, step).run(until, false);
    }

    /** A run at the published step that ends soon after all tasks are automated: enough for the milestones. */
    static DavidsonRun untilAllIsAutomated(Inputs inputs, double until) {
        return new Davidson(inputs, STEP).run(until, true);
    }

    /** Whether nothing can be automated at the start, as their Monte Carlo demands of a draw. */
    static boolean isAdmissible(Inputs inputs) {
        var model = new Davidson(inputs, STEP);
        double run = inputs.get("initial_biggest_training_run") * model.maxTradeoff;
        return model.needsGoods.within(run) <= 1 && model.needsRnd.within(run) <= 1;
    }

    private DavidsonRun run(double until, boolean untilAll) {
        var rows = new ArrayList<DavidsonRun.Row>();
        var performances = new ArrayList<Double>();
        Sectors sectors = null;
        State last = null;
        for (int i = 0; START + i * step < until; i++) {
            var now = i == 0 ? first() : next(last, i, performances);
            if (i == 0) {
                sectors = new Sectors(now);
            }
            var row = sectors.produce(now, i);
            if (!(row.gwp() * row.computeFlops() * now.researchSoftware * now.researchHardware * row.rndMultiplier()
                            > 0)
                    || !Double.isFinite(row.gwp() + row.computeFlops() + now.researchSoftware + row.rndMultiplier())) {
                if (!rows.isEmpty() && isAutomated(rows.getLast())) {
                    break; // what comes after is beyond a double's range
                }
                throw new DataException(
                        "found numbers beyond a double's range in %.1f, expected inputs nearer to their ranges"
                                .formatted(row.year()));
            }
            rows.add(row);
            if (i == 0) {
                performances.add(now.performance);
            }
            last = now;
            if (untilAll && isAutomated(row)) {
                break;
            }
        }
        return new DavidsonRun(List.copyOf(rows), step);
    }

    /** The share of tasks, task 0 left out; where labour is so cheap that it does task 0, none. */
    private static double share(int tasksWithTask0) {
        return Math.max(0, tasksWithTask0 - 1.0) / TASKS;
    }

    private static boolean isAutomated(DavidsonRun.Row row) {
        return row.automatableGoods() >= 1 && row.automatedGoods() >= 1 && row.automatedRnd() >= 1;
    }

    private State first() {
        var s = new State();
        s.gwp = in.get("initial_gwp");
        s.labour = in.get("initial_population");
        s.capital = s.gwp * INVESTMENT_RATE / Math.expm1(in.get("initial_capital_growth"));
        s.hardware = in.get("initial_hardware_production") * in.get("ratio_hardware_to_initial_hardware_production");
        s.compute = s.hardware;
        double buyable = in.get("initial_buyable_hardware_performance");
        s.moneyTraining = in.get("initial_biggest_training_run") / buyable;
        for (int i = CAPITAL_HARDWARE; i <= COMPUTE_SOFTWARE; i++) {
            s.split[i] = in.get("initial_frac_" + SPLIT[i]);
        }
        s.split[GWP_COMPUTE] = in.get("initial_hardware_production") / buyable / s.gwp;
        s.split[COMPUTE_TRAINING] = in.get("initial_biggest_training_run") / s.compute;
        s.cumulativeHardware = Math.pow(s.gwp * HARDWARE_RND_SHARE, parallel)
                / in.get("ratio_initial_to_cumulative_input_hardware_rnd")
                / parallel;
        s.cumulativeSoftware = Math.pow(s.gwp * SOFTWARE_RND_SHARE, parallel)
                / in.get("ratio_initial_to_cumulative_input_software_rnd")
                / parallel;
        s.performance = buyable; // of what is sold; what is designed is ahead of it, from the first step on
        return s;
    }

    private State next(State last, int i, List<Double> performances) {
        var s = new State();
        double hardwareReturns = in.get("hardware_returns") / parallel;
        double hardwareCeiling = in.get("hardware_performance_ceiling");
        s.cumulativeHardware = last.cumulativeHardware + Math.pow(last.researchHardware, parallel) * step;
        double more = s.cumulativeHardware / last.cumulativeHardware;
        if (i == 1) {
            // What is on sale was designed the delay ago: design is ahead by that many steps of the first year's pace.
            double pace = Math.min(Math.pow(more, hardwareReturns), hardwareCeiling / last.performance);
            performances.set(0, last.performance * Math.pow(pace, delaySteps));
            last.performance = performances.getFirst();
        }
        s.performance = better(last.performance, performances.getFirst(), more, hardwareReturns, hardwareCeiling);
        performances.add(s.performance);
        s.cumulativeSoftware = last.cumulativeSoftware + Math.pow(last.researchSoftware, parallel) * step;
        s.software = better(
                last.software,
                1,
                s.cumulativeSoftware / last.cumulativeSoftware,
                in.get("software_returns") / parallel,
                in.get("software_ceiling"));

        s.rampup = last.automatedGoods >= in.get("rampup_trigger");
        for (int k = 0; k < SPLIT.length; k++) {
            double pace = s.rampup ? growthRampup[k] : growth[k];
            s.split[k] = Math.min(last.split[k] * Math.exp(step * pace), ceiling[k]);
        }
        if (last.moneyTraining > in.get("money_cap_training_before_wakeup") && !last.rampup) {
            s.split[COMPUTE_TRAINING] = last.split[COMPUTE_TRAINING];
        }

        double buyable = i >= delaySteps
                ? performances.get(i - delaySteps)
                : performances.get(0) * Math.pow(performances.get(1) / performances.get(0), i - delaySteps);
        double bought = last.gwp * s.split[GWP_COMPUTE] * step * buyable;
        s.hardware = last.hardware * Math.pow(1 - in.get("compute_depreciation"), step) + bought;
        s.compute = s.hardware * s.software;
        s.capital = last.capital + last.gwp * INVESTMENT_RATE * step;
        s.labour = last.labour * Math.exp(in.get("labour_growth") * step);
        s.productivity = last.productivity * Math.exp(in.get("tfp_growth") * step);
        s.moneyTraining = s.training() / (s.software * buyable);
        return s;
    }

    /** A technology after more research: returns fall to nothing at the ceiling, evenly on a logarithm. */
    private static double better(double now, double first, double more, double returns, double ceiling) {
        double left = (Math.log(ceiling) - Math.log(now)) / (Math.log(ceiling) - Math.log(first));
        return Math.min(now * Math.pow(more, returns * left), ceiling);
    }

    /** The three sectors, calibrated to the first step. */
    private final class Sectors {
        private final Sector goods;
        private final Sector hardware;
        private final Sector software;
        private double gwpUnit;
        private double hardwareUnit;
        private double softwareUnit;

        Sectors(State s) {
            double cognitive = in.get("initial_cognitive_share_goods");
            double rnd = in.get("initial_compute_share_rnd");
            goods = sector(
                    s.capitalGoods(),
                    s.labourGoods(),
                    s.computeGoods(),
                    in.get("capital_substitution_goods"),
                    in.get("labour_substitution_goods"),
                    cognitive,
                    in.get("initial_compute_share_goods"));
            hardware = sector(
                    s.capital * s.split[CAPITAL_HARDWARE],
                    s.labour * s.split[LABOUR_HARDWARE],
                    s.compute * s.split[COMPUTE_HARDWARE],
                    in.get("capital_substitution_rnd") * parallel,
                    in.get("labour_substitution_rnd"),
                    in.get("initial_cognitive_share_hardware_rnd"),
                    rnd);
            software = sector(
                    s.experiments(),
                    s.labour * s.split[LABOUR_SOFTWARE],
                    s.compute * s.split[COMPUTE_SOFTWARE],
                    in.get("research_experiments_substitution_software"),
                    in.get("labour_substitution_rnd"),
                    1 - in.get("initial_experiment_share_software_rnd"),
                    rnd);
        }

        private Sector sector(
                double capital,
                double labour,
                double compute,
                double outerRho,
                double rho,
                double cognitive,
                double computeOfCognitive) {
            return new Sector(
                    TASKS,
                    capital,
                    labour,
                    compute,
                    outerRho,
                    rho,
                    (1 - cognitive) / cognitive,
                    computeOfCognitive / (1 - computeOfCognitive));
        }

        /** Shares out, produces, and notes what the next step needs. */
        DavidsonRun.Row produce(State s, int i) {
            double run = s.training();
            var efficiencyRnd = needsRnd.logEfficiency(run, tradeoff);
            int automatableRnd = needsRnd.within(run * maxTradeoff);

            var tasksGoods = goods.tasks(needsGoods.logEfficiency(run, tradeoff));
            var forGoods = tasksGoods.allocate(s.labourGoods(), s.computeGoods(), needsGoods.within(run * maxTradeoff));
            double output = goods.output(s.capitalGoods(), forGoods, s.productivity);

            var tasksHardware = hardware.tasks(efficiencyRnd);
            double labour = s.labour * s.split[LABOUR_HARDWARE];
            double compute = s.compute * s.split[COMPUTE_HARDWARE];
            double capital = s.capital * s.split[CAPITAL_HARDWARE];
            var forHardware = tasksHardware.allocate(labour, compute, automatableRnd);
            double ofHardware = hardware.output(capital, forHardware, s.productivity);
            double byHand = hardware.output(capital, tasksHardware.allocate(labour, compute, 1), s.productivity);

            var forSoftware = software.tasks(efficiencyRnd)
                    .allocate(
                            s.labour * s.split[LABOUR_SOFTWARE], s.compute * s.split[COMPUTE_SOFTWARE], automatableRnd);
            double ofSoftware = software.output(s.experiments(), forSoftware, s.productivity);
            if (i == 0) {
                gwpUnit = s.gwp / output;
                hardwareUnit = s.gwp * HARDWARE_RND_SHARE / ofHardware;
                softwareUnit = s.gwp * SOFTWARE_RND_SHARE / ofSoftware;
            }
            s.gwp = output * gwpUnit;
            s.researchHardware = ofHardware * hardwareUnit;
            s.researchSoftware = ofSoftware * softwareUnit;
            s.automatedGoods = share(forGoods.automated());
            return new DavidsonRun.Row(
                    START + i * step,
                    s.gwp,
                    s.capital,
                    s.labour,
                    s.hardware,
                    s.software,
                    s.compute,
                    run,
                    s.split[GWP_COMPUTE],
                    share(needsGoods.within(run)),
                    s.automatedGoods,
                    share(forHardware.automated()),
                    ofHardware / byHand,
                    s.researchHardware,
                    s.researchSoftware,
                    s.rampup,
                    List.of(forGoods, forHardware, forSoftware),
                    List.of(
                            goods.shares(s.capitalGoods(), forGoods),
                            hardware.shares(capital, forHardware),
                            software.shares(s.experiments(), forSoftware)));
        }
    }
}
