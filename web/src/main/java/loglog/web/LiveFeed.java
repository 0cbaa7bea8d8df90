package loglog.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import loglog.runs.reader.StoredRun;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Tells pages what changes, as server-sent events: {@code rows} with a run's name when the run has written rows, {@code runs} when one
 * came, went or ended. The files are looked at as long as somebody listens; who is too slow is told {@code runs}, and asks anew.
 */
final class LiveFeed implements AutoCloseable {
    private static final int LOOK_MILLIS = 250;
    private static final int WAITING = 1000;
    private static final int QUIET_SECONDS = 15;

    /** Looking for runs takes at most this share of the time. */
    private static final int SHARE = 10;

    private static final int MOST_CLIENTS = 100;
    private static final long REFRESH_NANOS = 1_000_000_000L;

    /** With more runs than these no request waits until all are looked at: only for those that came or went. */
    private static final int QUICK = 2000;

    private record Event(String name, String data) {}

    private final RunShelf runs;
    private final Set<BlockingQueue<Event>> listeners = ConcurrentHashMap.newKeySet();
    private final Map<Path, Long> sizes = new HashMap<>();
    private final Thread thread;
    private volatile boolean closed;
    private final AtomicBoolean looking = new AtomicBoolean();
    private long nextRefresh;

    LiveFeed(RunShelf runs) {
        this.runs = runs;
        thread = Thread.ofPlatform().daemon().name("live").start(this::look);
    }

    /**
     * Serves one listener, on its own thread, until it goes. Written by hand: Javalin's events go on with a response that is gone when a
     * client left while one was sent.
     */
    void listen(HttpServletResponse response) throws IOException {
        if (listeners.size() >= MOST_CLIENTS) {
            throw BadRequest.forbidden(429, "found %d listeners, expected fewer".formatted(MOST_CLIENTS));
        }
        var queue = new ArrayBlockingQueue<Event>(WAITING);
        listeners.add(queue);
        try {
            response.setContentType("text/event-stream;charset=utf-8");
            response.setHeader("X-Accel-Buffering", "no");
            var out = response.getOutputStream();
            // Who asked for the list before is told whether it is still the same.
            send(out, "event: runs\ndata: {\"revision\":%d}\n\n".formatted(runs.revision()));
            for (int quiet = 0; !closed; ) {
                var event = queue.poll(1, TimeUnit.SECONDS);
                if (event != null) {
                    send(out, "event: %s\ndata: %s\n\n".formatted(event.name, event.data));
                } else if (++quiet % QUIET_SECONDS == 0) {
                    send(out, ": still here\n\n");
                }
            }
        } catch (IOException _) {
            // The listener has gone.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            listeners.remove(queue);
        }
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private void look() {
        while (!closed) {
            try {
                if (!listeners.isEmpty()) {
                    addNew();
                    refresh();
                    lookAtRows();
                }
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    /**
     * Looks for runs on behalf of a request, whose answer has all that are there. What the others wrote since is looked at all the
     * time as long as somebody listens, and else for the request, or, where that takes a while, for the next one.
     */
    void refreshForRequest() {
        addNew();
        if (!listeners.isEmpty()) {
            return;
        }
        if (runs.runs().size() <= QUICK) {
            refresh();
        } else if (looking.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("look").start(() -> {
                try {
                    refresh();
                } finally {
                    looking.set(false);
                }
            });
        }
    }

    private void addNew() {
        if (runs.addNew()) {
            tell(new Event("runs", "{}"));
        }
    }

    /** Looks for runs, where that was last done long enough ago. */
    private synchronized void refresh() {
        long began = System.nanoTime();
        if (began < nextRefresh) {
            return;
        }
        boolean changed = runs.refresh();
        nextRefresh = System.nanoTime() + Math.max(REFRESH_NANOS, SHARE * (System.nanoTime() - began));
        if (changed) {
            tell(new Event("runs", "{}"));
        }
    }

    private void lookAtRows() {
        for (var run : runs.runs()) {
            if (!run.status().equals(StoredRun.UNFINISHED)) {
                sizes.remove(run.folder());
                continue;
            }
            long size = size(run.folder().resolve("metrics.jsonl"));
            var before = sizes.put(run.folder(), size);
            if (before != null && before != size) {
                tell(new Event(
                        "rows",
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("run", run.name())
                                .toString()));
            }
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException _) {
            return -1; // no rows yet
        }
    }

    private void tell(Event event) {
        for (var queue : listeners) {
            if (!queue.offer(event)) {
                queue.clear();
                queue.offer(new Event("runs", "{}"));
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
