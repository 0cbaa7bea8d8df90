package loglog.engine.cpu;

import static loglog.engine.cpu.Simd.L;
import static loglog.engine.cpu.Simd.S;
import static loglog.engine.cpu.Simd.all;

import java.lang.foreign.Arena;
import jdk.incubator.vector.FloatVector;

/** What the processor could do at most, measured: fused multiply-adds in registers, and the largest matrix product. */
public final class Peak {
    private static final int ROUNDS = 20_000;
    private static final int CHAINS = 12;
    private static final int STRETCHES = 12;
    private static final double STRETCH_SECONDS = 0.07;

    private Peak() {}

    /** GFLOP/s of {@code cores} threads with nothing but fused multiply-adds; takes about a second. */
    public static double gflops(int cores) {
        return best(cores, () -> {
            sink = chains(ROUNDS);
            return 2.0 * ROUNDS * CHAINS * L;
        });
    }

    /** GFLOP/s of matrix products of {@code size} x {@code size}, one on each of {@code cores} threads; about a second. */
    public static double productGflops(int cores, int size) {
        try (var arena = Arena.ofShared()) {
            long cells = (long) size * size;
            long a = HostStorage.allocate(arena, cells).segment().address();
            long b = HostStorage.allocate(arena, cells).segment().address();
            var c = new ThreadLocal<Long>();
            return best(cores, () -> {
                if (c.get() == null) {
                    c.set(HostStorage.allocate(arena, cells).segment().address());
                }
                Blas.gemm(false, false, size, size, size, a, size, b, size, 0, c.get(), size);
                return 2.0 * size * size * size;
            });
        }
    }

    /**
     * How many times as fast as float32's the products from bfloat16 are here, rounding not counted: 512 x 512, on one
     * core, the best of several each, taken in turn; a tenth of a second. Having the instructions says little: a Xeon
     * with AVX512-BF16 and without AMX measured 0.5. Only where {@link HostDevice#supports} them.
     */
    public static double bf16Speedup() {
        int size = 512;
        try (var arena = Arena.ofConfined()) {
            long cells = (long) size * size;
            long a = HostStorage.allocate(arena, cells).segment().address();
            long c = HostStorage.allocate(arena, cells).segment().address();
            Blas.stayOnThisThread();
            double plain = Double.MAX_VALUE;
            double mixed = Double.MAX_VALUE;
            for (int i = 0; i < 2 * STRETCHES; i++) {
                long start = System.nanoTime();
                Blas.gemm(false, false, size, size, size, a, size, a, size, 0, c, size);
                long between = System.nanoTime();
                Blas.gemmBf16(false, false, size, size, size, a, size, a, size, 0, c, size);
                long end = System.nanoTime();
                plain = Math.min(plain, between - start);
                mixed = Math.min(mixed, end - between);
            }
            return plain / mixed;
        }
    }

    private interface Work {
        /** Does a piece of work and returns its FLOP. */
        double run();
    }

    /** The best of several stretches, in which all lanes work at the same time. */
    private static double best(int cores, Work work) {
        var rates = new double[cores];
        double best = 0;
        try (var lanes = new ThreadTeam(cores)) {
            for (int i = 0; i < STRETCHES; i++) {
                lanes.run(lane -> {
                    Blas.stayOnThisThread();
                    long start = System.nanoTime();
                    double flops = 0;
                    double seconds;
                    do {
                        flops += work.run();
                        seconds = (System.nanoTime() - start) * 1e-9;
                    } while (seconds < STRETCH_SECONDS);
                    rates[lane] = flops / seconds / 1e9;
                });
                double sum = 0;
                for (double rate : rates) {
                    sum += rate;
                }
                best = Math.max(best, sum);
            }
        }
        return best;
    }

    private static volatile float sink;

    /** Twelve independent chains: the latency of four cycles on two units takes eight. */
    private static float chains(int rounds) {
        var x = all(0.999f);
        var y = all(0.001f);
        FloatVector a = FloatVector.zero(S), b = a, c = a, d = a, e = a, f = a;
        FloatVector g = a, h = a, i = a, j = a, k = a, l = a;
        for (int r = 0; r < rounds; r++) {
            a = a.fma(x, y);
            b = b.fma(x, y);
            c = c.fma(x, y);
            d = d.fma(x, y);
            e = e.fma(x, y);
            f = f.fma(x, y);
            g = g.fma(x, y);
            h = h.fma(x, y);
            i = i.fma(x, y);
            j = j.fma(x, y);
            k = k.fma(x, y);
            l = l.fma(x, y);
        }
        return Simd.sum(a.add(b)
                .add(c)
                .add(d)
                .add(e)
                .add(f)
                .add(g)
                .add(h)
                .add(i)
                .add(j)
                .add(k)
                .add(l));
    }
}
