package loglog.forecast.facts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoublePredicate;
import loglog.forecast.Period;
import loglog.yaml.Section;
import loglog.yaml.Value;

/** Dates, uncertain numbers and sources in the YAML files of this room; errors name the file, the line and the key. */
public final class FactReader {
    /** The keys of a {@link Citation}, which each entry has beside its own. */
    public static final List<String> SOURCE_KEYS = List.of("source", "url", "dated", "standing", "note");

    private static final List<String> STANDINGS = Arrays.stream(Citation.Standing.values())
            .map(Citation.Standing::word)
            .toList();

    /** A person writes no more; each costs memory in every draw. */
    private static final int MOST_ENTRIES = 200;

    private FactReader() {}

    /**
     * The entries of a list.
     *
     * @param expected what they are, for the error: "models with their training FLOP"
     */
    public static List<Value> entries(Value list, String expected) {
        var all = list.items(expected);
        if (all.size() > MOST_ENTRIES) {
            throw list.says("found %d entries, expected at most %d".formatted(all.size(), MOST_ENTRIES));
        }
        return all;
    }

    /** The keys of an entry: its own and those of its source. */
    public static List<String> keys(String... own) {
        var all = new ArrayList<>(List.of(own));
        all.addAll(SOURCE_KEYS);
        return all;
    }

    /**
     * Where an entry is from: no figure without a source.
     *
     * @throws loglog.runs.DataException where the source or its date is missing
     */
    public static Citation source(Section entry) {
        var text = entry.need("source", "who says so, and where").text("who says so, and where");
        var date = entry.need("dated", "when that was published, such as 2024-05");
        date(date);
        return new Citation(
                text,
                entry.find("url").map(v -> v.text("an address")).orElse(""),
                date.text(Period.EXPECTED),
                entry.find("standing")
                        .map(v -> Citation.Standing.values()[STANDINGS.indexOf(v.oneOf(STANDINGS))])
                        .orElse(Citation.Standing.PUBLISHED));
    }

    /** A date in decimal years; of a month or a year its middle. */
    public static double date(Value value) {
        return period(value).years();
    }

    /** A date, or the month or year that is named. */
    public static Period period(Value value) {
        return Period.parse(value.text(Period.EXPECTED), null).orElseThrow(() -> value.wrong(Period.EXPECTED));
    }

    /**
     * A positive number, {@code [low, high]} or {@code [low, middle, high]}, on the logarithmic scale.
     *
     * @param expected what it is, for the error: "FLOP, such as 2e25"
     */
    public static Uncertain positive(Value value, double level, String expected) {
        return read(value, level, true, x -> x > 0, expected);
    }

    /** Any number, {@code [low, high]} or {@code [low, middle, high]}, on the linear scale. */
    public static Uncertain number(Value value, double level, String expected) {
        return read(value, level, false, x -> true, expected);
    }

    private static Uncertain read(
            Value value, double level, boolean logarithmic, DoublePredicate holds, String expected) {
        var all = value.items(expected + ", or [low, high], or [low, middle, high]");
        if (all.size() > 3) {
            throw value.says("found %d numbers, expected %s, or [low, high], or [low, middle, high]"
                    .formatted(all.size(), expected));
        }
        var x = all.stream()
                .mapToDouble(v -> logarithmic ? v.amount(expected) : v.number(holds, expected))
                .toArray();
        double low = x[0];
        double high = x[x.length - 1];
        double middle = x.length == 3 ? x[1] : logarithmic ? Math.sqrt(low) * Math.sqrt(high) : (low + high) / 2;
        if (!(low <= high) || x.length == 3 && !(low <= middle && middle <= high)) {
            throw value.says("found numbers that fall, expected them to rise: [low, high] or [low, middle, high]");
        }
        return new Uncertain(Math.min(high, Math.max(low, middle)), low, high, level, logarithmic && low > 0);
    }

    /** The level of an entry's interval; its file's where it names none. */
    public static double level(Section entry, double usual) {
        return entry.find("interval")
                .map(v -> v.number(x -> x > 0 && x < 1, "the share inside the interval, such as 0.9"))
                .orElse(usual);
    }
}
