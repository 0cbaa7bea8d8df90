package loglog.app.laws;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import loglog.app.UserError;
import loglog.app.answers.FitSettings;
import loglog.app.answers.PredictionAnswer;
import loglog.laws.Forecaster;
import loglog.laws.Law;
import loglog.tables.Numbers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code loglog predict}: the loss of a run that was not made, with an interval that carries the law's own misfit. */
@Command(
        name = "predict",
        description =
                "Forecast the loss at given params and tokens, or at a budget along the optimum, with an interval that"
                        + " carries the law's own misfit.")
public final class PredictCommand implements Runnable {

    @Mixin
    RunsOptions runs = new RunsOptions();

    @Mixin
    FitOptions fitting = new FitOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Option(
            names = "--at",
            paramLabel = "AXIS=VALUE[,...]",
            required = true,
            description = "where: params=70B,tokens=1.4T, or flops=1e24 (along the optimum); may be repeated")
    List<String> at;

    @Override
    public void run() {
        var criterion = fitting.criterion();
        fitting.refuse("--resample");
        var read = runs.read(fitting.anyMetric(), fitting.needs());
        List<Law> forms = fitting.law != null
                ? List.of(fitting.law(read))
                : fitting.below(
                        fitting.axis == null && read.has("params") && read.has("tokens")
                                ? Forecaster.formsOfParamsAndTokens()
                                : Forecaster.formsOf(fitting.axis(read), criterion),
                        read);
        var asked = at.stream().map(text -> parse(text, forms)).toList();
        output.show(PredictionAnswer.of(read, forms, asked, fitting.settings(FitSettings.resamples(read), read)));
    }

    private static Map<String, Double> parse(String text, List<Law> forms) {
        var known =
                forms.stream().flatMap(law -> law.axes().stream()).collect(Collectors.toCollection(LinkedHashSet::new));
        if (known.containsAll(List.of("params", "tokens"))) {
            known.add("flops");
        }
        var scales = new LinkedHashMap<String, Double>();
        for (var part : text.split(",")) {
            int equals = part.indexOf('=');
            var number = equals < 0
                    ? java.util.OptionalDouble.empty()
                    : Numbers.parse(part.substring(equals + 1).strip());
            if (number.isEmpty() || !(number.getAsDouble() > 0)) {
                throw new UserError(
                        "--at: found \"%s\", expected AXIS=POSITIVE NUMBER, for example params=70B,tokens=1.4T"
                                .formatted(part));
            }
            var axis = part.substring(0, equals).strip();
            if (!known.contains(axis)) {
                throw new UserError("--at: found \"%s\", which the laws do not read, expected %s"
                        .formatted(axis, String.join(", ", known)));
            }
            if (scales.put(axis, number.getAsDouble()) != null) {
                throw new UserError("--at: found %s twice, expected it once".formatted(axis));
            }
        }
        return scales;
    }
}
