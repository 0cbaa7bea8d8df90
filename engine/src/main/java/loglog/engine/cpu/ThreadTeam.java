package loglog.engine.cpu;

import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * A fixed team: the caller is lane 0, daemon threads are the others. Starting and joining take a few microseconds,
 * because a lane that waits first spins, then parks.
 */
final class ThreadTeam implements AutoCloseable {
    private static final int SPINS = 2_000;

    private final Worker[] workers;

    ThreadTeam(int lanes) {
        workers = new Worker[lanes - 1];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new Worker(i + 1);
            workers[i].start();
        }
    }

    void run(IntConsumer work) {
        for (var worker : workers) {
            worker.begin(work);
        }
        Throwable failure = null;
        try {
            work.accept(0);
        } catch (Throwable e) {
            failure = e;
        }
        // Every lane has ended before the caller goes on, also where one failed: they share its memory.
        for (var worker : workers) {
            var its = worker.await();
            failure = failure == null ? its : failure;
        }
        switch (failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
    }

    @Override
    public void close() {
        for (var worker : workers) {
            worker.end();
        }
    }

    private static final class Worker extends Thread {
        private final int lane;
        private volatile IntConsumer work;
        private volatile boolean ended;
        private volatile Thread waiter;
        private Throwable failure;

        Worker(int lane) {
            super("lane-" + lane);
            this.lane = lane;
            setDaemon(true);
        }

        void begin(IntConsumer next) {
            failure = null;
            work = next;
            LockSupport.unpark(this);
        }

        Throwable await() {
            waiter = Thread.currentThread();
            for (int i = 0; work != null; i++) {
                if (i < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.park(this);
                }
            }
            waiter = null;
            return failure;
        }

        void end() {
            ended = true;
            LockSupport.unpark(this);
            boolean interrupted = false;
            while (isAlive()) {
                try {
                    join(0);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void run() {
            while (true) {
                for (int i = 0; work == null && !ended; i++) {
                    if (i < SPINS) {
                        Thread.onSpinWait();
                    } else {
                        LockSupport.park(this);
                    }
                }
                if (work == null) {
                    return;
                }
                try {
                    work.accept(lane);
                } catch (Throwable e) {
                    failure = e;
                }
                work = null;
                LockSupport.unpark(waiter);
            }
        }
    }
}
