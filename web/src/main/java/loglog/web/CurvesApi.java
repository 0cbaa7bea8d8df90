package loglog.web;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.IntStream;
import loglog.runs.reader.StoredRun;
import loglog.web.CurveShelf.Curve;
import loglog.web.CurvesJson.Drawn;
import loglog.web.CurvesJson.Group;
import loglog.web.CurvesJson.View;
import tools.jackson.databind.node.JsonNodeFactory;

/** Curves of runs for the width of a screen. */
final class CurvesApi {
    /** What a curve can run over. */
    static final List<String> SCALES = List.of("step", "tokens", "flops", "seconds");

    private static final String FLOATS = "floats";
    private static final List<String> FORMS = List.of("json", FLOATS);

    private static final int MOST_RUNS = 200;
    private static final double MOST_SMOOTHING = 0.9999;

    private final RunShelf runs;
    private final CurveShelf curves = new CurveShelf();

    CurvesApi(RunShelf runs) {
        this.runs = runs;
    }

    List<ApiRoute> routes() {
        return List.of(
                ApiRoute.get(
                        "/api/curves",
                        "Curves of runs, reduced to what columns of pixels show: first, least, greatest and last value of each",
                        List.of(
                                ApiField.queries("run", "string", "a run's name; up to 200 of them"),
                                ApiField.query(
                                        "x", "string", "the scale: step, tokens, flops or seconds (default: tokens)"),
                                ApiField.query("y", "string", "what was measured (default: loss)"),
                                ApiField.query("log", "boolean", "whether the columns are evenly spaced in log x"),
                                ApiField.query("from", "number", "the left edge (default: the least x)"),
                                ApiField.query("to", "number", "the right edge (default: the greatest x)"),
                                ApiField.query("columns", "integer", "columns of pixels, 16 to 4000 (default: 800)"),
                                ApiField.query(
                                        "smooth",
                                        "number",
                                        "weight of what was before in a moving average, 0 to 0.9999; 0 for none"),
                                ApiField.query(
                                        "replicates",
                                        "boolean",
                                        "whether runs that differ only in their seeds are also given as one: mean, least and greatest"),
                                ApiField.query(
                                        "form",
                                        "string",
                                        "json (default), or floats, which are quicker to read: four bytes with the"
                                                + " length of the JSON document, which is a multiple of four; the document, in which each"
                                                + " array of numbers is its length; then all their numbers in the document's order as"
                                                + " 32-bit floats, NaN where the line breaks; least byte first")),
                        this::curves),
                ApiRoute.get(
                        "/api/measures",
                        "What the rows of runs measure",
                        List.of(ApiField.queries("run", "string", "a run's name")),
                        this::measures));
    }

    private ApiReply measures(Asked asked) {
        var names = new LinkedHashSet<String>();
        for (var name : asked.texts("run")) {
            names.addAll(curves.measures(runs.run(name)));
        }
        SCALES.forEach(names::remove);
        var json = JsonNodeFactory.instance.objectNode();
        var measures = json.putArray("measures");
        names.forEach(measures::add);
        return ApiReply.json(json);
    }

    private ApiReply curves(Asked asked) {
        var names = asked.texts("run");
        if (names.size() > MOST_RUNS) {
            throw BadRequest.of("run", names.size() + " of them", "at most " + MOST_RUNS);
        }
        var x = asked.choice("x", "tokens", SCALES);
        var y = asked.text("y", "loss");
        boolean log = asked.flag("log");
        int columns = asked.whole("columns", 800, 16, 4000);
        double smooth = asked.number("smooth", 0, 0, MOST_SMOOTHING);
        var chosen = names.stream().map(runs::run).toList();
        var all = chosen.parallelStream().map(run -> curves.curve(run, x, y)).toList();
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        for (var curve : all) {
            for (double at : curve.x()) { // ascending: the first that a logarithm has
                if (!log || at > 0) {
                    least = Math.min(least, at);
                    greatest = Math.max(greatest, curve.x()[curve.x().length - 1]);
                    break;
                }
            }
        }
        if (least > greatest) { // nothing was measured yet
            least = 1;
            greatest = 10;
        } else if (least == greatest) {
            greatest = least > 0 ? least * 1.01 : least + 1;
        }
        double from = asked.number("from", least, log ? Double.MIN_NORMAL : -1e300, 1e300);
        double to = asked.number("to", greatest, -1e300, 1e300);
        if (!(from < to)) {
            throw BadRequest.of("from", from + " with to = " + to, "less than that");
        }
        var view = new View(x, y, log, from, to, least, greatest, columns);
        var drawn = IntStream.range(0, all.size())
                .parallel()
                .mapToObj(i -> Drawn.of(
                        names.get(i), !chosen.get(i).status().equals(StoredRun.UNFINISHED), all.get(i), view, smooth))
                .toList();
        var groups = asked.flag("replicates") ? groups(chosen, all, view, smooth) : List.<Group>of();
        return CurvesJson.of(
                view, drawn, groups, asked.choice("form", "json", FORMS).equals(FLOATS));
    }

    private static List<Group> groups(List<StoredRun> runs, List<Curve> curves, View view, double smooth) {
        return Replicates.of(runs).parallelStream()
                .map(group -> new Group(
                        group,
                        Replicates.band(
                                group.members().stream()
                                        .map(curves::get)
                                        .map(curve -> smooth > 0 ? curve.smoothed(smooth) : curve)
                                        .toList(),
                                view.from(),
                                view.to(),
                                view.log(),
                                view.columns())))
                .toList();
    }
}
