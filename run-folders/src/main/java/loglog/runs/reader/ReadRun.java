package loglog.runs.reader;

import loglog.runs.FileStamp;

/**
 * A run as it was read.
 *
 * @param asked the stamp of its {@code run.json} before that was read; null where it was written just then, and is to be read again
 * @param result of its {@code result.json}, in the same way
 */
record ReadRun(StoredRun run, FileStamp asked, FileStamp result) {
    ReadRun with(StoredRun other) {
        return new ReadRun(other, asked, result);
    }
}
