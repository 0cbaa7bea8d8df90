package loglog.lab.launch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import loglog.runs.AtomicFile;
import loglog.runs.DataException;

/** What the program of a part writes of its tasks, for whoever looks at the folder. */
public final class SubmissionLog implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;

    /** Goes on where an earlier attempt ended; a line that it did not finish goes. */
    public SubmissionLog(Submission submission, int part) {
        file = submission.said(part);
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            AtomicFile.truncateToLines(channel);
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
    }

    public void write(Report.OfTask report) {
        try {
            AtomicFile.append(channel, (ReportLines.write(report) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
    }
}
