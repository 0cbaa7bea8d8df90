package loglog.lab.imports;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A tool's values in the order in which they were written, by its tag, before it is decided what of them a run's curve is.
 * A process that was killed and started again writes steps again that are there already: what its predecessor had
 * measured from there on is void, of all tags that are written again. In one file, steps that go back are such a restart
 * only where a step is there already: threads may also write out of order. Nothing is left out without a note.
 */
final class Log {
    /** What a tag's values are after all, with how many of one step differed and what was decided. */
    record Settled(Map<String, StepValues> series, List<String> notes) {}

    /** A tag's values with their places in the order of all. */
    private static final class Tag {
        private final StepValues series = new StepValues();
        private int[] order = new int[16];

        void add(int place, long step, double value) {
            if (series.size() == order.length) {
                order = Arrays.copyOf(order, 2 * order.length);
            }
            order[series.size()] = place;
            series.add(step, value);
        }

        int size() {
            return series.size();
        }
    }

    /** Where the process that writes changed, and from which step it goes on. */
    private record Restart(int place, long step, String file, boolean declared) {}

    /** In one file; beyond them its values are in no order. */
    private static final int MOST_RESTARTS = 100;

    private static final String OF_STEP = "%s was recorded more than once at %d %s, with other values: the last is kept"
            + " (--count-steps numbers the values instead)";

    private final Map<String, Tag> tags = new LinkedHashMap<>();
    private final List<Restart> declared = new ArrayList<>();
    private final List<Integer> filesFrom = new ArrayList<>(); // the first place of each file
    private final List<String> files = new ArrayList<>();
    private int places;

    /** What follows is of another file, which continues the ones before. */
    void file(String name) {
        filesFrom.add(places);
        files.add(name);
    }

    void add(String tag, long step, double value) {
        tags.computeIfAbsent(tag, t -> new Tag()).add(places++, step, value);
    }

    /** The writer says that whatever it wrote before of this step and later ones is void. */
    void restart(long step) {
        declared.add(new Restart(places, step, files.isEmpty() ? "" : files.getLast(), true));
    }

    Set<String> tags() {
        return tags.keySet();
    }

    /** The values of a tag in these files, from 0, are another writer's and are left out. */
    void leaveOut(String tag, Set<Integer> ofFiles) {
        var all = tags.get(tag);
        var left = new Tag();
        for (int i = 0; i < all.size(); i++) {
            if (!ofFiles.contains(file(all.order[i]))) {
                left.add(all.order[i], all.series.step(i), all.series.value(i));
            }
        }
        tags.put(tag, left);
    }

    /** Decides on these tags; the others change nothing. */
    Settled settle(Collection<String> wanted, ImportRules rules) {
        var chosen = new LinkedHashMap<String, Tag>();
        for (var tag : new TreeSet<>(wanted)) {
            if (tags.containsKey(tag)) {
                chosen.put(tag, tags.get(tag));
            }
        }
        var notes = new ArrayList<String>();
        var settled = new LinkedHashMap<String, StepValues>();
        if (rules.countSteps()) {
            chosen.forEach((name, tag) -> settled.put(name, counted(tag)));
            notes.add("steps are counted, a value a step, instead of taken as recorded (--count-steps)");
            return new Settled(settled, notes);
        }
        var restarts = restarts(chosen);
        if (rules.restarts() == ImportRules.Restarts.APPEND) {
            settled.putAll(appended(chosen, restarts, notes));
        } else {
            settled.putAll(voided(chosen, restarts, notes));
        }
        settled.forEach((name, series) -> {
            int values = series.size();
            boolean oneStep = values > 1 && sameStep(series);
            long step = series.step(0);
            int differing = series.settle();
            if (differing > 0 && oneStep) {
                notes.add("all %d values of %s share step %d, as where a writer is given no step: the last is kept"
                                .formatted(values, name, step)
                        + " (--count-steps numbers them 1, 2, 3 and so on)");
            } else if (differing > 0 && rules.restarts() != ImportRules.Restarts.APPEND) {
                notes.add(OF_STEP.formatted(name, differing, differing == 1 ? "step" : "steps"));
            }
        });
        return new Settled(settled, notes);
    }

    private static boolean sameStep(StepValues series) {
        for (int i = 1; i < series.size(); i++) {
            if (series.step(i) != series.step(0)) {
                return false;
            }
        }
        return true;
    }

    private static StepValues counted(Tag tag) {
        var series = new StepValues();
        for (int i = 0; i < tag.size(); i++) {
            series.add(i + 1, tag.series.value(i));
        }
        return series;
    }

    // ---- restarts

    /** All restarts of these tags, in order; what several tags show of one is one. */
    private List<Restart> restarts(Map<String, Tag> chosen) {
        record Seen(String tag, Restart restart) {}
        var seen = new ArrayList<Seen>();
        declared.forEach(restart -> seen.add(new Seen("", restart)));
        chosen.forEach((name, tag) -> {
            for (var restart : restarts(tag)) {
                seen.add(new Seen(name, restart));
            }
        });
        seen.sort((a, b) -> Integer.compare(a.restart().place(), b.restart().place()));
        var restarts = new ArrayList<Restart>();
        var showing = new TreeSet<String>();
        for (var each : seen) {
            var one = each.restart();
            var last = restarts.isEmpty() ? null : restarts.getLast();
            boolean same = last != null
                    && !one.declared()
                    && file(last.place()) == file(one.place())
                    && showing.add(each.tag());
            if (!same) {
                showing.clear();
                showing.add(each.tag());
                restarts.add(one);
            } else if (one.step() < last.step()) {
                restarts.set(restarts.size() - 1, new Restart(last.place(), one.step(), last.file(), last.declared()));
            }
        }
        return restarts;
    }

    /** The file in which a place is, from 0. */
    private int file(int place) {
        int found = Collections.binarySearch(filesFrom, place);
        int file = Math.max(0, found < 0 ? -found - 2 : found);
        while (file + 1 < filesFrom.size() && filesFrom.get(file + 1) <= place) { // a file without values
            file++;
        }
        return file;
    }

    private List<Restart> restarts(Tag tag) {
        var restarts = new ArrayList<Restart>();
        var series = tag.series;
        if (files.size() <= 1 && goesBack(series) > MOST_RESTARTS) { // rows in no order
            return restarts;
        }
        var kept = new Steps();
        for (int i = 0; i < series.size(); i++) {
            long step = series.step(i);
            boolean back = !kept.isEmpty() && step <= kept.last();
            boolean newFile = i > 0 && file(tag.order[i]) != file(tag.order[i - 1]);
            if (back && (newFile || step < kept.last() && isWrittenAgain(series, i, kept))) {
                restarts.add(
                        new Restart(tag.order[i], step, files.isEmpty() ? "" : files.get(file(tag.order[i])), false));
                kept.cut(step);
            }
            kept.add(step);
        }
        return restarts;
    }

    private static int goesBack(StepValues series) {
        int back = 0;
        for (int i = 1; i < series.size(); i++) {
            back += series.step(i) < series.step(i - 1) ? 1 : 0;
        }
        return back;
    }

    /** Whether, in the stretch of rising steps from here on, there are several, of which one was written before. */
    private static boolean isWrittenAgain(StepValues series, int from, Steps kept) {
        if (from + 1 == series.size() || series.step(from + 1) <= series.step(from)) {
            return false;
        }
        for (int i = from; i < series.size() && (i == from || series.step(i) >= series.step(i - 1)); i++) {
            if (series.step(i) > kept.last()) {
                return false;
            }
            if (kept.contains(series.step(i))) {
                return true;
            }
        }
        return false;
    }

    private Map<String, StepValues> voided(Map<String, Tag> chosen, List<Restart> restarts, List<String> notes) {
        var kept = new LinkedHashMap<String, boolean[]>();
        chosen.forEach((name, tag) -> {
            var all = new boolean[tag.size()];
            Arrays.fill(all, true);
            kept.put(name, all);
        });
        for (var restart : restarts) {
            var voided = new TreeSet<Long>();
            var only = new ArrayList<String>();
            chosen.forEach((name, tag) -> {
                boolean again = tag.order[tag.size() - 1] >= restart.place();
                int left = 0;
                for (int i = 0; i < tag.size() && tag.order[i] < restart.place(); i++) {
                    if (!kept.get(name)[i] || tag.series.step(i) < restart.step()) {
                        continue;
                    }
                    if (again || restart.declared()) {
                        kept.get(name)[i] = false;
                        voided.add(tag.series.step(i));
                    } else {
                        left++;
                    }
                }
                if (left > 0) {
                    only.add("%s was not measured again after the restart at step %d%s: its %d %s of before %s kept"
                            .formatted(
                                    name,
                                    restart.step(),
                                    in(restart),
                                    left,
                                    left == 1 ? "value" : "values",
                                    left == 1 ? "is" : "are"));
                }
            });
            if (!voided.isEmpty()) {
                notes.add(
                        "restarted at step %d%s: what was measured before at %d %s, %s, is left out (--restarts append"
                                        .formatted(
                                                restart.step(),
                                                in(restart),
                                                voided.size(),
                                                voided.size() == 1 ? "step" : "steps",
                                                voided.size() == 1
                                                        ? voided.first()
                                                        : voided.first() + " to " + voided.last())
                                + " counts the steps on instead)");
                notes.addAll(only);
            }
        }
        var series = new LinkedHashMap<String, StepValues>();
        chosen.forEach((name, tag) -> {
            var left = new StepValues();
            for (int i = 0; i < tag.size(); i++) {
                if (kept.get(name)[i]) {
                    left.add(tag.series.step(i), tag.series.value(i));
                }
            }
            if (left.size() > 0) {
                series.put(name, left);
            }
        });
        return series;
    }

    private static String in(Restart restart) {
        return restart.file().isEmpty() ? "" : " (" + restart.file() + ")";
    }

    private static Map<String, StepValues> appended(
            Map<String, Tag> chosen, List<Restart> restarts, List<String> notes) {
        var series = new LinkedHashMap<String, StepValues>();
        var at = new LinkedHashMap<String, Integer>();
        chosen.keySet().forEach(name -> {
            series.put(name, new StepValues());
            at.put(name, 0);
        });
        long offset = 0;
        long last = 0;
        for (int r = 0; r <= restarts.size(); r++) {
            int end = r == restarts.size() ? Integer.MAX_VALUE : restarts.get(r).place();
            for (var entry : chosen.entrySet()) {
                var tag = entry.getValue();
                int i = at.get(entry.getKey());
                for (; i < tag.size() && tag.order[i] < end; i++) {
                    long step = tag.series.step(i) + offset;
                    series.get(entry.getKey()).add(step, tag.series.value(i));
                    last = Math.max(last, step);
                }
                at.put(entry.getKey(), i);
            }
            if (r < restarts.size()) {
                offset = last;
                notes.add("restarted at step %d%s: its steps count on from %d (--restarts append)"
                        .formatted(restarts.get(r).step(), in(restarts.get(r)), last));
            }
        }
        return series;
    }

    /** Steps that were written, sorted; most come at the end. */
    private static final class Steps {
        private long[] steps = new long[16];
        private int size;

        boolean isEmpty() {
            return size == 0;
        }

        long last() {
            return steps[size - 1];
        }

        boolean contains(long step) {
            return Arrays.binarySearch(steps, 0, size, step) >= 0;
        }

        void add(long step) {
            int at = size == 0 || step > last() ? size : Arrays.binarySearch(steps, 0, size, step);
            if (at >= 0 && at < size) {
                return;
            }
            at = at < 0 ? -at - 1 : at;
            if (size == steps.length) {
                steps = Arrays.copyOf(steps, 2 * size);
            }
            System.arraycopy(steps, at, steps, at + 1, size - at);
            steps[at] = step;
            size++;
        }

        /** Leaves out this step and later ones. */
        void cut(long step) {
            int at = Arrays.binarySearch(steps, 0, size, step);
            size = at < 0 ? -at - 1 : at;
        }
    }
}
