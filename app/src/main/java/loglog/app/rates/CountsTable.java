package loglog.app.rates;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import loglog.app.UserError;
import loglog.app.answers.AnswerSource;
import loglog.forecast.TableCells;
import loglog.laws.rates.SampleCounts;
import loglog.tables.Numbers;
import loglog.tables.Table;
import loglog.tables.TableException;

/**
 * Problems, samples and successes of a user's table: a row a problem, or a row a sample. Rows of one problem and model are
 * added up.
 */
final class CountsTable {
    private static final String[] PROBLEM = {
        "problem", "problem_id", "task_id", "task", "instance_id", "question_id", "question", "id"
    };
    private static final String[] SAMPLES = {"samples", "num_samples", "n_samples", "total", "trials", "attempts", "n"};
    private static final String[] SUCCESSES = {
        "successes", "num_correct", "n_correct", "num_successes", "correct", "passed", "solved", "score_binarized", "c"
    };
    private static final String[] MODEL = {"model", "model_name", "alias", "run"};

    /** What adding up takes for each row, bytes: two slots, two counts. */
    private static final long BYTES_OF_ROW = 2 * Integer.BYTES + 2 * Long.BYTES + Integer.BYTES;

    /** Counts above are no counts of samples, and their doubles are not exact. */
    private static final double MOST = 1e15;

    /**
     * What was read of a model.
     *
     * @param name null where the table has no column of models
     * @param repeated rows that were added to others of the same problem
     */
    record Read(String name, SampleCounts counts, long repeated) {
        /** Rows of the table. */
        long rows() {
            return (long) counts.problems() + repeated;
        }
    }

    private final Table table;
    private final int problem;
    private final int samples;
    private final int successes;
    private final int model;

    private CountsTable(Table table, int problem, int samples, int successes, int model) {
        this.table = table;
        this.problem = problem;
        this.samples = samples;
        this.successes = successes;
        this.model = model;
    }

    /**
     * A table to be read; names of columns are null for the usual ones.
     *
     * @throws TableException for columns that are not there
     */
    static CountsTable of(Table table, String problem, String samples, String successes, String model) {
        long bytes = BYTES_OF_ROW * table.rows();
        long most = Runtime.getRuntime().maxMemory() / 4;
        if (bytes > most) {
            throw new UserError(
                    "%s: found %d rows, which take %d MiB to add up, expected at most %d MiB here, a quarter of the memory that Java may use"
                            .formatted(table.source(), table.rows(), bytes >> 20, most >> 20));
        }
        int of = samples == null
                ? TableCells.find(table, SAMPLES)
                : TableCells.need(table, "--samples", samples, SAMPLES);
        return new CountsTable(
                table,
                TableCells.need(table, "--problem", problem, PROBLEM),
                of,
                TableCells.need(table, "--successes", successes, SUCCESSES),
                model == null ? TableCells.find(table, MODEL) : TableCells.need(table, "--model", model, MODEL));
    }

    /** All rows, by the columns that were read. */
    AnswerSource source() {
        var names = new LinkedHashMap<String, String>();
        names.put("problem", table.columns().get(problem));
        if (samples >= 0) {
            names.put("samples", table.columns().get(samples));
        }
        names.put("successes", table.columns().get(successes));
        if (model >= 0) {
            names.put("model", table.columns().get(model));
        }
        return new AnswerSource(
                table.files(),
                names,
                table.rows(),
                table.rows(),
                Map.of(),
                samples >= 0 ? List.of() : List.of("a row is one sample"),
                List.of());
    }

    /**
     * The counts of each model.
     *
     * @throws TableException with the place of what is wrong
     */
    List<Read> read() {
        int rows = table.rows();
        var first = new int[Integer.highestOneBit(Math.max(8, rows)) * 2]; // 1 + the row of a problem, by its hash
        var sumOfSamples = new long[rows];
        var sumOfSuccesses = new long[rows];
        var repeated = new LinkedHashMap<String, Long>();
        var problems = new LinkedHashMap<String, Integer>();
        var owners = new int[rows];
        var names = new ArrayList<String>();
        for (int row = 0; row < rows; row++) {
            var text = table.text(row, problem);
            if (text == null) {
                throw new TableException(
                        "%s: found an empty cell, expected a problem's name".formatted(table.place(row, problem)));
            }
            var name = model < 0 ? null : table.text(row, model);
            if (model >= 0 && name == null) {
                throw new TableException(
                        "%s: found an empty cell, expected a model's name".formatted(table.place(row, model)));
            }
            long ofSamples = samples < 0 ? 1 : count(row, samples, "samples", 1);
            long ofSuccesses = samples < 0 ? outcome(row) : count(row, successes, "successes", 0);
            if (ofSuccesses > ofSamples) {
                throw new TableException("%s: found %d successes of %d samples, expected at most as many"
                        .formatted(table.place(row, successes), ofSuccesses, ofSamples));
            }
            int slot = slot(first, row, text, name);
            if (first[slot] == 0) {
                first[slot] = row + 1;
                var key = name == null ? "" : name;
                if (!problems.containsKey(key)) {
                    names.add(name);
                    repeated.put(key, 0L);
                    problems.put(key, names.size() - 1);
                }
                owners[row] = problems.get(key) + 1;
            } else {
                repeated.merge(name == null ? "" : name, 1L, Long::sum);
            }
            int at = first[slot] - 1;
            sumOfSamples[at] += ofSamples;
            sumOfSuccesses[at] += ofSuccesses;
        }
        return reads(names, owners, sumOfSamples, sumOfSuccesses, List.copyOf(repeated.values()));
    }

    private int slot(int[] first, int row, String text, String name) {
        int hash = text.hashCode() * 31 + Objects.hashCode(name);
        int slot = (hash * 0x9E3779B1 >>> 7) & first.length - 1;
        while (first[slot] != 0) {
            int other = first[slot] - 1;
            if (text.equals(table.text(other, problem))
                    && (model < 0 || Objects.equals(name, table.text(other, model)))) {
                break;
            }
            slot = slot + 1 & first.length - 1;
        }
        return slot;
    }

    private static List<Read> reads(
            List<String> names, int[] owners, long[] samples, long[] successes, List<Long> repeated) {
        var reads = new ArrayList<Read>();
        for (int m = 0; m < names.size(); m++) {
            int own = m + 1;
            int size = (int) Arrays.stream(owners).filter(owner -> owner == own).count();
            var ofSamples = new long[size];
            var ofSuccesses = new long[size];
            int at = 0;
            for (int row = 0; row < owners.length; row++) {
                if (owners[row] == own) {
                    ofSamples[at] = samples[row];
                    ofSuccesses[at++] = successes[row];
                }
            }
            reads.add(new Read(names.get(m), SampleCounts.of(ofSamples, ofSuccesses), repeated.get(m)));
        }
        return reads;
    }

    private long count(int row, int column, String of, int least) {
        var text = table.text(row, column);
        var number = text == null ? OptionalDouble.empty() : Numbers.parse(text);
        double value = number.orElse(Double.NaN);
        if (!(value >= least && value <= MOST) || value != Math.rint(value)) {
            throw new TableException("%s: %s, expected a whole number of %s of at least %d"
                    .formatted(
                            table.place(row, column),
                            text == null ? "found an empty cell" : "found " + table.quoted(row, column),
                            of,
                            least));
        }
        return (long) value;
    }

    private int outcome(int row) {
        var text = table.text(row, successes);
        return switch (text == null ? "" : text.toLowerCase(Locale.ROOT)) {
            case "1", "1.0", "true", "yes", "pass", "passed" -> 1;
            case "0", "0.0", "false", "no", "fail", "failed" -> 0;
            default ->
                throw new TableException(
                        "%s: %s, expected 1 or 0 (true or false): without a column of samples a row is one sample"
                                .formatted(
                                        table.place(row, successes),
                                        text == null
                                                ? "found an empty cell"
                                                : "found " + table.quoted(row, successes)));
        };
    }
}
