package loglog.app.laws;

import loglog.app.UserError;
import loglog.laws.Budget;
import loglog.words.Format;
import picocli.CommandLine.Option;

/** What there is to spend: compute, chips for a time, or money. */
final class BudgetOptions {
    @Option(
            names = "--budget",
            paramLabel = "FLOP",
            converter = PositiveAmount.class,
            description = "compute to spend, in FLOP (default: shows the next orders of magnitude)")
    Double budget;

    @Option(
            names = "--chips",
            paramLabel = "N",
            converter = PositiveAmount.class,
            description = "chips to train on, with --days (default: none)")
    Double chips;

    @Option(
            names = "--days",
            paramLabel = "N",
            converter = PositiveAmount.class,
            description = "days of training, with --chips (default: none)")
    Double days;

    @Option(
            names = "--usd",
            paramLabel = "N",
            converter = PositiveAmount.class,
            description = "money to spend in USD, with --usd-per-hour (default: none)")
    Double usd;

    @Option(
            names = "--usd-per-hour",
            paramLabel = "N",
            converter = PositiveAmount.class,
            description = "the price of one chip for an hour in USD, with --usd (default: none)")
    Double usdPerHour;

    @Option(
            names = "--peak",
            paramLabel = "FLOP/S",
            converter = PositiveAmount.class,
            description = "peak of one chip in the number format trained in, in FLOP/s"
                    + " (default: 989e12, an H100 in bfloat16)")
    Double peak = 989e12;

    @Option(
            names = "--utilization",
            paramLabel = "SHARE",
            converter = PositiveAmount.class,
            description = "share of the peak that training reaches (default: 0.4)")
    Double utilization = 0.4;

    /** The budget, or null where none is given. */
    Double flops() {
        int asked = (budget == null ? 0 : 1) + (chips == null && days == null ? 0 : 1) + (usd == null ? 0 : 1);
        if (asked > 1) {
            throw new UserError("--budget, --chips with --days, --usd: found several of them, expected one");
        }
        if ((chips == null) != (days == null)) {
            throw new UserError(
                    "--chips, --days: found only %s, expected both".formatted(chips == null ? "--days" : "--chips"));
        }
        if (utilization > 1) {
            throw new UserError(
                    "--utilization: found %s, expected a share of at most 1".formatted(Format.trim("" + utilization)));
        }
        if ((usd == null) != (usdPerHour == null)) {
            throw new UserError(
                    "--usd (what to spend) and --usd-per-hour (the price of one chip) belong together; found only %s"
                            .formatted(usd == null ? "--usd-per-hour" : "--usd"));
        }
        if (chips != null) {
            return new Budget.Cluster(chips, days, peak, utilization).flops();
        }
        return usd != null ? Double.valueOf(new Budget.Money(usd, usdPerHour, peak, utilization).flops()) : budget;
    }

    /** The budget as a title says it. */
    String words(double flops) {
        var words = Format.flops(flops) + " FLOP";
        if (chips != null) {
            words += " (%s chips, %s days)".formatted(Format.count(chips), Format.count(days));
        } else if (usd != null) {
            words += " (%s USD)".formatted(Format.count(usd));
        }
        return words;
    }
}
