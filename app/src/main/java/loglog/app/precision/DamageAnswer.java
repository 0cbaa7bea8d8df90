package loglog.app.precision;

import java.util.List;
import java.util.Optional;
import loglog.app.UserError;
import loglog.app.answers.AnswerSource;
import loglog.app.answers.LawsJson;
import loglog.app.answers.ReadyAnswer;
import loglog.laws.Fitted;
import loglog.laws.Interval;
import loglog.laws.precision.DamageFit;
import loglog.laws.precision.DecodingEnergy;
import loglog.laws.precision.Operand;
import loglog.laws.precision.PricedModel;
import loglog.laws.precision.RoundedRun;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/** The law of what rounding weights after training costs, and what is given up for the bytes and joules that it saves. */
public final class DamageAnswer {
    /** A row of the largest runs, with what the others forecast. */
    private record Held(RoundedRun row, Interval forecast) {}

    private final List<RoundedRun> rows;
    private final PrecisionQuestion question;
    private final double level;
    private final Sheet sheet;
    private final ObjectNode json = LawsJson.object();

    private DamageAnswer(List<RoundedRun> rows, String named, PrecisionQuestion question, double level) {
        this.rows = rows;
        this.question = question;
        this.level = level;
        sheet = new Sheet("What rounding weights after training costs: " + named);
    }

    /**
     * Of a table of damages, whose params are all taken to be rounded.
     *
     * @throws UserError for a question that it cannot answer
     */
    public static ReadyAnswer ofTable(
            List<RoundedRun> rows, String named, AnswerSource source, PrecisionQuestion question, double level) {
        if (question.bytes().isPresent() || question.joules().isPresent()) {
            throw new UserError(
                    "%s: found a table of damages for --bytes or --joules, expected one with a column loss, or runs: the damage alone does not tell which model is best"
                            .formatted(named));
        }
        var answer = new DamageAnswer(rows, named, question, level);
        answer.law();
        var models = rows.stream().map(DamageAnswer::priced).toList();
        PricedSheet.ofDamages(
                models, "%s of %s".formatted(Format.of(rows.size(), "row"), named), answer.sheet, answer.json);
        return new ReadyAnswer(source, answer.sheet, answer.json);
    }

    /**
     * Of runs that were rounded and measured.
     *
     * @param models as they were trained and as they were rounded
     */
    public static ReadyAnswer ofRuns(
            List<RoundedRun> rows,
            List<PricedModel> models,
            String named,
            AnswerSource source,
            PrecisionQuestion question,
            double level) {
        var answer = new DamageAnswer(rows, named, question, level);
        answer.law();
        PricedSheet.ofLosses(
                models, "%s of %s".formatted(Format.of(models.size(), "model"), named), answer.sheet, answer.json);
        PricedSheet.best(models, question.bytes(), question.joules(), answer.sheet, answer.json);
        return new ReadyAnswer(source, answer.sheet, answer.json);
    }

    private static PricedModel priced(RoundedRun row) {
        var floats = priced(row, Operand.FLOAT16, 0, Optional.empty());
        return priced(row, Operand.ofBits(row.bits()), row.damage(), Optional.of(floats));
    }

    private static PricedModel priced(RoundedRun row, Operand weights, double damage, Optional<PricedModel> floats) {
        return new PricedModel(
                row.run(),
                "%s bits".formatted(Format.level(weights.bits())),
                row.params() * weights.bits() / 8,
                DecodingEnergy.ofParams(row.params(), weights, Operand.FLOAT16),
                damage,
                floats);
    }

    private void law() {
        var asked = question.at().isEmpty() ? null : question.values(List.of("params", "tokens", "bits"));
        json.put("level", level);
        sheet.table("", measured(rows, json, "rows"));
        switch (DamageFit.of(rows)) {
            case Fitted.None(var reason) -> {
                sheet.text("no law: " + reason);
                json.set("law", LawsJson.nothing(reason));
            }
            case Fitted.Found(var fit) -> law(fit, asked);
        }
        held();
    }

    /** What was measured, a line for each, to read and into {@code json}'s array {@code name}. */
    public static TextTable measured(List<RoundedRun> rows, ObjectNode json, String name) {
        var table = TextTable.of("run", "params", "tokens", "bits", "damage");
        var array = json.putArray(name);
        for (var row : rows) {
            table.row(
                    row.run(),
                    Format.count(Math.round(row.params())),
                    Format.count(Math.round(row.tokens())),
                    Format.level(row.bits()),
                    Format.digits(row.damage(), 3));
            array.addObject()
                    .put("run", row.run())
                    .put("params", row.params())
                    .put("tokens", row.tokens())
                    .put("bits", row.bits())
                    .put("damage", row.damage());
        }
        return table;
    }

    private void law(DamageFit fit, double[] asked) {
        sheet.equation("damage = c D^a N^-b e^(-bits/g)", "\\delta = c\\,D^{a} N^{-b} e^{-P/g}");
        var table = TextTable.of("what", "value", Format.level(100 * level) + "% interval");
        TrainedLawSheet.row(table, "a, tokens", fit.tokensExponent(level));
        TrainedLawSheet.row(table, "b, params", fit.paramsExponent(level));
        TrainedLawSheet.row(table, "1/g, for each bit", fit.bitsRate(level));
        var law = json.putObject("law");
        law.put("log_scale", fit.law().logScale());
        law.set("tokens_exponent", LawsJson.of(fit.tokensExponent(level)));
        law.set("params_exponent", LawsJson.of(fit.paramsExponent(level)));
        law.set("bits_rate", LawsJson.of(fit.bitsRate(level)));
        law.put("runs", fit.runs())
                .put("rows", fit.rows())
                .put("left_out", fit.leftOut())
                .put("rms", fit.rms());
        if (asked != null) {
            var forecast = fit.forecast(asked[0], asked[1], asked[2], level);
            TrainedLawSheet.row(table, "damage at " + question.words(), forecast);
            json.set("forecast", LawsJson.of(forecast));
        }
        sheet.table(
                "least squares of its logarithm (arXiv 2411.04330): %s of %s, residuals %s (root mean square); rows without damage, left out: %d"
                        .formatted(
                                Format.of(fit.rows(), "row"),
                                Format.of(fit.runs(), "run"),
                                Format.digits(fit.rms(), 2),
                                fit.leftOut()),
                table);
    }

    /** The runs of the most params, forecast from the others; nothing where these give no law. */
    private void held() {
        var array = json.putArray("held_out");
        double most = rows.stream().mapToDouble(RoundedRun::params).max().orElseThrow();
        var others = rows.stream().filter(row -> row.params() < most).toList();
        var fitted = DamageFit.of(others).value();
        if (fitted.isEmpty()) {
            return;
        }
        var held = rows.stream()
                .filter(row -> row.params() == most)
                .map(row -> new Held(row, fitted.get().forecast(row.params(), row.tokens(), row.bits(), level)))
                .toList();
        var table = TextTable.of("run", "bits", "forecast", "low", "high", "measured", "inside");
        for (var one : held) {
            boolean inside = one.forecast.holds(one.row.damage());
            table.row(
                    one.row.run(),
                    Format.level(one.row.bits()),
                    Format.digits(one.forecast.value(), 3),
                    Format.digits(one.forecast.low(), 3),
                    Format.digits(one.forecast.high(), 3),
                    Format.digits(one.row.damage(), 3),
                    inside ? "yes" : "no");
            var each = array.addObject()
                    .put("run", one.row.run())
                    .put("bits", one.row.bits())
                    .put("damage", one.row.damage());
            each.set("forecast", LawsJson.of(one.forecast));
            each.put("inside", inside);
        }
        sheet.table("the largest runs, forecast from the others", table);
    }
}
