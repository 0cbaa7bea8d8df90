package loglog.forecast.clusters;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import loglog.forecast.Dates;
import loglog.forecast.clusters.BuildOut.Plan;
import loglog.forecast.clusters.BuildOut.Resource;
import loglog.forecast.facts.FactReader;
import loglog.forecast.facts.Uncertain;
import loglog.yaml.Node;
import loglog.yaml.Section;
import loglog.yaml.Value;
import loglog.yaml.Yaml;

/** A {@link Plan} as a person writes it. Its keys are described in docs/clusters.md. */
public final class BuildOutFile {
    private static final String BUILT_IN = "build-out.yaml";
    private static final List<String> KEYS = List.of("name", "description", "from", "until", "resources");
    private static final List<String> RESOURCE_KEYS =
            List.of("name", "unit", "kind", "supply", "growth", "needs", "needs_growth");
    private static final List<String> POINT_KEYS = FactReader.keys("date", "value", "interval");
    private static final List<String> RATE_KEYS = FactReader.keys("times_per_year", "interval");
    private static final int FIRST_YEAR = 2000;
    private static final int LAST_YEAR = 2100;

    private BuildOutFile() {}

    /**
     * Reads a plan.
     *
     * @throws loglog.runs.DataException in one sentence: the file, its line and keys, what was found and what was expected
     */
    public static Plan read(Path file) {
        return read(file, Yaml.read(file, "resources (loglog cluster build-out --template prints some)"));
    }

    /** The plan of public figures. */
    public static Plan builtIn() {
        var file = Path.of(BUILT_IN);
        return read(file, Yaml.read(file, template(), "resources"));
    }

    /** The text of the plan of public figures. */
    public static String template() {
        return Catalog.resource(BUILT_IN);
    }

    private static Plan read(Path file, Node.Keys keys) {
        var root = new Section(file, "", keys, 1).only(KEYS);
        int from = year(root, "from");
        int until = year(root, "until");
        if (until < from) {
            throw root.need("until", "").wrong("a year from %d on".formatted(from));
        }
        var resources = new ArrayList<Resource>();
        for (var item : FactReader.entries(root.need("resources", "resources and their supply"), "resources")) {
            var entry = item.section().only(RESOURCE_KEYS);
            var name = entry.need("name", "what it is called").text("what it is called");
            if (resources.stream().anyMatch(other -> other.name().equals(name))) {
                throw item.says("found the name %s a second time, expected another".formatted(name));
            }
            resources.add(new Resource(
                    name,
                    entry.need("unit", "what it is counted in").text("what it is counted in"),
                    entry.find("kind")
                            .map(v -> v.oneOf(List.of("flow", "stock")).equals("stock"))
                            .orElse(false),
                    curve(entry, "supply", "growth"),
                    curve(entry, "needs", "needs_growth")));
        }
        return new Plan(
                root.find("name")
                        .map(v -> v.text("what it is called"))
                        .orElse(file.getFileName().toString()),
                root.find("description").map(v -> v.text("a sentence")).orElse(""),
                from,
                until,
                List.copyOf(resources));
    }

    private static int year(Section root, String key) {
        var expected = "a year from %d to %d".formatted(FIRST_YEAR, LAST_YEAR);
        return (int)
                root.need(key, expected).number(y -> y == Math.rint(y) && y >= FIRST_YEAR && y <= LAST_YEAR, expected);
    }

    private static SupplyCurve curve(Section resource, String key, String growth) {
        var points = new ArrayList<SupplyCurve.Point>();
        Value list = resource.need(key, "amounts by date");
        for (var item : FactReader.entries(list, "amounts by date")) {
            var entry = item.section().only(POINT_KEYS);
            points.add(new SupplyCurve.Point(
                    FactReader.date(entry.need("date", "when, such as 2025")),
                    FactReader.positive(
                            entry.need("value", "an amount above 0"),
                            FactReader.level(entry, Uncertain.USUAL_LEVEL),
                            "an amount above 0"),
                    FactReader.source(entry)));
        }
        points.sort(Comparator.comparingDouble(SupplyCurve.Point::date));
        for (int i = 1; i < points.size(); i++) {
            if (points.get(i).date() == points.get(i - 1).date()) {
                throw list.says("found two amounts of %s, expected one"
                        .formatted(Dates.text(points.get(i).date())));
            }
        }
        return new SupplyCurve(List.copyOf(points), rate(resource, growth));
    }

    private static Optional<SupplyCurve.Rate> rate(Section resource, String key) {
        return resource.find(key).map(value -> {
            var entry = value.section().only(RATE_KEYS);
            return new SupplyCurve.Rate(
                    FactReader.positive(
                            entry.need("times_per_year", "how many times a year, such as 1.5"),
                            FactReader.level(entry, Uncertain.USUAL_LEVEL),
                            "how many times a year, such as 1.5"),
                    FactReader.source(entry));
        });
    }
}
