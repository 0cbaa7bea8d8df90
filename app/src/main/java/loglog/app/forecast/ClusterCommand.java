package loglog.app.forecast;

import java.util.Optional;
import loglog.app.UserError;
import loglog.app.answers.ReadyAnswer;
import loglog.app.laws.CaughtOutput;
import loglog.app.laws.OutputOptions;
import loglog.forecast.clusters.ClusterRun;
import loglog.forecast.facts.Uncertain;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code loglog cluster}: a training run on a cluster, both ways, and what else clusters are asked. */
@Command(
        name = "cluster",
        description = {
            "A training run on a cluster: of its FLOP, its days and the cluster's size (--count chips, --megawatts or --usd) give two, and the"
                    + " third follows, with power, energy, capital and running cost.",
            "Every figure that is taken has a source; intervals are those of all that is not known exactly."
        },
        synopsisSubcommandLabel = "[COMMAND]",
        subcommands = {ChipsCommand.class, FleetCommand.class, BuildOutCommand.class})
public final class ClusterCommand implements Runnable {
    private static final double MOST_DAYS = 36_600;
    private static final double MOST = 1e40;

    @Option(
            names = "--flops",
            paramLabel = "FLOP",
            description = "compute of the run, such as 5e26 (default: computed from the others)")
    String flops;

    @Option(names = "--days", paramLabel = "N", description = "days of the run (default: computed from the others)")
    Double days;

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "number of chips, such as 100K (default: computed from the others)")
    String count;

    @Option(
            names = "--megawatts",
            paramLabel = "MW",
            description = "peak power of the site (default: computed from the others)")
    String megawatts;

    @Option(
            names = "--usd",
            paramLabel = "USD",
            description = "capital for systems and building, such as 4e9 (default: computed from the others)")
    String usd;

    @Option(
            names = "--precision",
            paramLabel = "FORMAT",
            description = "number format of the computation: bf16, fp8, int8 or fp4 (default: ${DEFAULT-VALUE})")
    String precision = "bf16";

    @Mixin
    ChipOptions chips = new ChipOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Spec
    CommandSpec command;

    @Override
    public void run() {
        int sizes = (count == null ? 0 : 1) + (megawatts == null ? 0 : 1) + (usd == null ? 0 : 1);
        int given = (flops == null ? 0 : 1) + (days == null ? 0 : 1) + sizes;
        if (given == 0 && !CaughtOutput.isCaught()) { // a page has its fields for help
            command.commandLine().usage(command.commandLine().getOut());
            return;
        }
        if (sizes > 1) {
            throw new UserError("found several of --count, --megawatts and --usd, expected one of them");
        }
        if (given != 2) {
            throw new UserError(
                    "found %s of --flops, --days and the cluster's size (--count, --megawatts or --usd), expected two of them, from which the third follows"
                            .formatted(given == 0 ? "none" : given == 1 ? "one" : "all three"));
        }
        if (days != null && !(days > 0 && days <= MOST_DAYS)) {
            throw new UserError("--days: found %s, expected more than 0 and at most %.0f".formatted(days, MOST_DAYS));
        }
        var catalog = chips.catalog();
        var chip = chips.chip(catalog);
        var format = ChipOptions.precision(precision, chip);
        if (usd != null && chip.price().isEmpty() && chip.system().isEmpty()) {
            throw new UserError("--usd: found no price of %s, expected --system-usd with it".formatted(chip.id()));
        }
        var asked = new ClusterRun.Asked(
                Optional.ofNullable(flops).map(typed -> Uncertain.exactly(amount("--flops", typed, "5e26"))),
                Optional.ofNullable(days),
                Optional.ofNullable(size()));
        var run = ClusterRun.of(asked, chip, format, catalog, chips.seed(), chips.level());
        var answer = new ClusterAnswer(run, asked, chip, format, catalog, chips);
        output.show(new ReadyAnswer(chips.source(), answer.sheet(), answer.json()));
    }

    private ClusterRun.Size size() {
        return count != null
                ? new ClusterRun.Size.Chips(amount("--count", count, "100K"))
                : megawatts != null
                        ? new ClusterRun.Size.Megawatts(amount("--megawatts", megawatts, "150"))
                        : usd != null ? new ClusterRun.Size.Usd(amount("--usd", usd, "4e9")) : null;
    }

    private static double amount(String option, String typed, String such) {
        double value = DrawOptions.positive(option, typed, such);
        if (value > MOST) {
            throw new UserError("%s: found %s, expected at most %.0e".formatted(option, typed, MOST));
        }
        return value;
    }
}
