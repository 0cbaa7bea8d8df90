package loglog.lab.launch;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import loglog.runs.DataException;

/** One job of an array: its tasks, how far its file was read, and where it stands. */
final class SlurmPart {
    private static final int MOST_BYTES = 16 << 20;

    private final Submission submission;
    private final int index;
    private final List<LaunchTask> tasks;
    private final Lease.Seen lease;
    private final Set<String> begun = new HashSet<>();
    private long offset;
    private boolean first = true;
    private boolean working;
    private boolean waiting;
    private boolean over;
    private int hopeless;

    SlurmPart(Submission submission, int index, List<LaunchTask> tasks) {
        this.submission = submission;
        this.index = index;
        this.tasks = List.copyOf(tasks);
        lease = new Lease.Seen(submission.lease(index));
    }

    int index() {
        return index;
    }

    List<LaunchTask> tasks() {
        return tasks;
    }

    boolean isOver() {
        return over;
    }

    void ends() {
        over = true;
    }

    /** What was said before is read once more, of each task the last alone. */
    void readAgain() {
        offset = 0;
        first = true;
    }

    /** The queue has it at work. */
    void works() {
        working = true;
        waiting = false;
        hopeless = 0;
    }

    /** Whether it is in the queue after it was at work. */
    boolean isBackInQueue() {
        boolean back = working;
        working = false;
        return back;
    }

    /** The queue has it waiting; gives how often in a row for a reason that no time removes. */
    int waits(boolean hopelessly) {
        waiting = true;
        hopeless = hopelessly ? hopeless + 1 : 0;
        return hopeless;
    }

    /** Whether its program may be alive, by its lease. */
    boolean isAlive() {
        return lease.isAlive();
    }

    boolean isLeased() {
        return Files.exists(submission.lease(index));
    }

    /** Whether its program began. */
    boolean hasBegun() {
        return offset > 0 || isLeased();
    }

    boolean hasBegun(String task) {
        return begun.contains(task);
    }

    /** What its program has said since the last call. */
    List<Report.OfTask> read() {
        if (waiting && !first) {
            return List.of();
        }
        lease.isAlive(); // to know since when it has not changed
        var reports = new ArrayList<Report.OfTask>();
        lines().forEach(line -> ReportLines.read(line).ifPresent(reports::add));
        for (var report : reports) {
            if (report instanceof Report.Begun(String name, String _)) {
                begun.add(name);
            }
        }
        if (!first) {
            return reports;
        }
        first = false;
        var last = new LinkedHashMap<String, Report.OfTask>();
        for (var report : reports) {
            last.remove(report.name() + " " + report.getClass());
            last.put(report.name() + " " + report.getClass(), report);
        }
        return List.copyOf(last.values());
    }

    /** Whole lines from where the last call ended. */
    private List<String> lines() {
        var file = submission.said(index);
        if (!Files.exists(file)) {
            return List.of();
        }
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            long size = Math.min(in.length() - offset, MOST_BYTES);
            if (size <= 0) {
                return List.of();
            }
            var bytes = new byte[(int) size];
            in.seek(offset);
            in.readFully(bytes);
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            offset += end;
            return new String(bytes, 0, end, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
    }
}
