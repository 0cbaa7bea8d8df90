package loglog.engine.cpu;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import loglog.engine.Device;
import loglog.engine.Kernels;
import loglog.engine.Precision;
import loglog.engine.Storage;

/**
 * The processor. Lane 0 computes on the thread that calls {@link #run}, each other lane on a thread of its own, so that a
 * device of one lane starts no thread and several such devices can work side by side, one per core. Products never
 * spread over threads by themselves.
 */
public final class HostDevice implements Device {
    static {
        VectorModule.load();
    }

    /** So many rows' inputs and outputs of a layer stay in a core's second-level cache while the layer works on them. */
    private static final int CHUNK_TOKENS = 128;

    /** Smaller pieces are not worth a look at what there is. */
    private static final long LARGE = 64 << 20;

    private final Arena arena = Arena.ofShared();
    private final List<Kernels> kernels = new ArrayList<>();
    private final ThreadTeam lanes;
    private final boolean preparesWeights;
    private final Precision precision;
    private long bytes;

    private HostDevice(int lanes, boolean preparesWeights, Precision precision, Function<Arena, Kernels> kernels) {
        if (lanes < 1) {
            throw new IllegalArgumentException("a device has one lane or more, not " + lanes);
        }
        for (int i = 0; i < lanes; i++) {
            this.kernels.add(kernels.apply(arena));
        }
        this.lanes = new ThreadTeam(lanes);
        this.preparesWeights = preparesWeights;
        this.precision = precision;
    }

    /** The fast kernels, in float32. */
    public static HostDevice vector(int lanes) {
        return vector(lanes, Precision.FLOAT32);
    }

    /**
     * The fast kernels.
     *
     * @throws UnsupportedOperationException where {@link #supports} says no
     */
    public static HostDevice vector(int lanes, Precision precision) {
        if (!supports(precision)) {
            throw new UnsupportedOperationException(
                    "this processor multiplies no bfloat16: it has neither avx512_bf16 nor amx_bf16");
        }
        return new HostDevice(lanes, true, precision, arena -> new CpuKernels(arena, precision));
    }

    /**
     * Whether {@link #vector(int, Precision)} has products of that precision here: bfloat16 wants the processor's
     * instructions for it, AVX512-BF16 or AMX-BF16, and oneDNN's use of them.
     */
    public static boolean supports(Precision precision) {
        return precision == Precision.FLOAT32 || Blas.hasBf16();
    }

    /** The plain kernels that tests compare against. */
    public static HostDevice scalar(int lanes) {
        return new HostDevice(lanes, false, Precision.FLOAT32, arena -> new ScalarKernels());
    }

    @Override
    public Storage allocate(long cells) {
        long wanted = cells * Float.BYTES;
        // The system would promise the memory, and end the process when it is written to.
        if (wanted > LARGE && wanted > HostMemory.available()) {
            throw new OutOfMemoryError("%d MB of tensors in one piece, where %d MB of memory are available"
                    .formatted(wanted >> 20, HostMemory.available() >> 20));
        }
        bytes += wanted;
        return HostStorage.allocate(arena, cells);
    }

    @Override
    public long allocatedBytes() {
        return bytes;
    }

    @Override
    public int lanes() {
        return kernels.size();
    }

    @Override
    public int chunkTokens() {
        return CHUNK_TOKENS;
    }

    @Override
    public Precision precision() {
        return precision;
    }

    @Override
    public boolean preparesWeights() {
        return preparesWeights;
    }

    @Override
    public Kernels kernels(int lane) {
        Blas.stayOnThisThread();
        return kernels.get(lane);
    }

    @Override
    public void run(Work work) {
        lanes.run(lane -> {
            Blas.stayOnThisThread();
            work.on(kernels.get(lane), lane);
        });
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            lanes.close();
            arena.close();
        }
    }
}
