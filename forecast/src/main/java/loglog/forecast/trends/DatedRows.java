package loglog.forecast.trends;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Dated observations of a positive quantity, in the order of their dates.
 *
 * @param years each row's date on the axis of {@link loglog.forecast.Dates}
 * @param values each row's quantity, positive, in the unit that whoever holds it names
 * @param names what each row is, for people
 * @param groups which rows share their noise and are drawn together, as numbers from 0 (a model, an organization)
 */
public record DatedRows(double[] years, double[] values, String[] names, int[] groups) {
    /**
     * The rows in the order of their dates; of one date in the order given.
     *
     * @throws IllegalArgumentException where a value is not positive and finite, or lengths differ
     */
    public static DatedRows of(double[] years, double[] values, String[] names, int[] groups) {
        if (values.length != years.length || names.length != years.length || groups.length != years.length) {
            throw new IllegalArgumentException("columns of different lengths");
        }
        for (double value : values) {
            if (!(value > 0) || Double.isInfinite(value)) {
                throw new IllegalArgumentException("found %s, expected a positive number".formatted(value));
            }
        }
        return new DatedRows(years, values, names, groups)
                .select(IntStream.range(0, years.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> years[i]))
                        .mapToInt(Integer::intValue)
                        .toArray());
    }

    /** The same where each row is a group of its own and needs no name. */
    public static DatedRows of(double[] years, double[] values) {
        return of(
                years,
                values,
                IntStream.range(0, years.length).mapToObj(i -> "row " + (i + 1)).toArray(String[]::new),
                IntStream.range(0, years.length).toArray());
    }

    public int size() {
        return years.length;
    }

    /** Each value's power of ten. */
    public double[] logs() {
        return Arrays.stream(values).map(Math::log10).toArray();
    }

    /** How many different dates there are. */
    public int dates() {
        return (int) Arrays.stream(years).distinct().count();
    }

    /** How many groups there are. */
    public int groupCount() {
        return (int) Arrays.stream(groups).distinct().count();
    }

    public double first() {
        return years[0];
    }

    public double last() {
        return years[years.length - 1];
    }

    /** The rows up to a date and with it. */
    public DatedRows until(double year) {
        return where(i -> years[i] <= year);
    }

    /** The rows after a date. */
    public DatedRows after(double year) {
        return where(i -> years[i] > year);
    }

    /** The rows from a date on. */
    DatedRows from(double year) {
        return where(i -> years[i] >= year);
    }

    private DatedRows where(IntPredicate kept) {
        return select(IntStream.range(0, size()).filter(kept).toArray());
    }

    /** Some of the rows. */
    public DatedRows select(int[] rows) {
        return new DatedRows(
                IntStream.of(rows).mapToDouble(i -> years[i]).toArray(),
                IntStream.of(rows).mapToDouble(i -> values[i]).toArray(),
                IntStream.of(rows).mapToObj(i -> names[i]).toArray(String[]::new),
                IntStream.of(rows).map(i -> groups[i]).toArray());
    }

    /**
     * The rows that were better than all before them: the frontier. Of several on one date the best alone can be.
     *
     * @param higher whether more is better
     */
    public DatedRows bestSoFar(boolean higher) {
        double sign = higher ? 1 : -1;
        var kept = IntStream.builder();
        double best = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < size(); ) {
            int top = i;
            int next = i;
            for (; next < size() && years[next] == years[i]; next++) {
                top = sign * values[next] > sign * values[top] ? next : top;
            }
            if (sign * values[top] > best) {
                best = sign * values[top];
                kept.add(top);
            }
            i = next;
        }
        return select(kept.build().toArray());
    }
}
