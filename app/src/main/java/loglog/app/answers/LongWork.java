package loglog.app.answers;

import java.util.function.Supplier;

/** Tells whoever waits what takes a while. */
@FunctionalInterface
public interface LongWork {
    /** Nobody is told. */
    LongWork SILENT = new LongWork() {
        @Override
        public <T> T on(String what, Supplier<T> work) {
            return work.get();
        }
    };

    /**
     * Does some work.
     *
     * @param what it is, as a clause: "fitting chinchilla to 54 runs"
     */
    <T> T on(String what, Supplier<T> work);
}
