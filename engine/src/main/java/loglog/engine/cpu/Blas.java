package loglog.engine.cpu;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;
import loglog.engine.NativeFolder;
import org.bytedeco.javacpp.Loader;

/**
 * oneDNN's matrix products in float32 and, where the processor multiplies bfloat16, from bfloat16 into float32, called in
 * its library by the foreign function interface. The library comes from JavaCPP's artifact; its JNI layer (and with it
 * OpenCL) is not loaded. A call costs 0.2 us beside its arithmetic.
 */
final class Blas {
    /** int dnnl_sgemm(transa, transb, M, N, K, alpha, A, lda, B, ldb, beta, C, ldc), row-major. */
    private static final MethodHandle SGEMM;

    /**
     * dnnl_gemm_bf16bf16f32, with dnnl_sgemm's parameters; null where the library or the processor has none. The library
     * exports it without declaring it in its headers. Its matmul primitive was as fast (within 5%, weights packed for it
     * included), and would need a primitive for each shape.
     */
    private static final MethodHandle GEMM_BF16;

    /** void omp_set_num_threads(int), for the calling thread's products. */
    private static final MethodHandle SET_THREADS;

    private static final String BF16_NAME = "dnnl_gemm_bf16bf16f32";

    /** dnnl_cpu_isa_avx512_core_bf16: a set of bits, which every later instruction set's contains. */
    private static final int AVX512_CORE_BF16 = 0xe7;

    private static final byte NO = 'N';
    private static final byte YES = 'T';

    static {
        NativeFolder.choose("org.bytedeco.javacpp.cachedir");
        var platform = Loader.getPlatform();
        var folder = "/org/bytedeco/dnnl/" + platform + "/";
        // OpenMP first: the other links against it.
        var openMp = platform.startsWith("macosx")
                ? load(folder, List.of("libiomp5.dylib", "libomp.dylib"))
                : platform.startsWith("windows") ? null : load(folder, List.of("libgomp.so.1"));
        var dnnl = load(folder, List.of("libdnnl.so.3", "libdnnl.3.dylib", "dnnl.dll"));
        if (dnnl == null) {
            throw new UnsatisfiedLinkError("oneDNN's library for " + platform + " is not on the class path");
        }
        var product = FunctionDescriptor.of(
                JAVA_INT,
                JAVA_BYTE,
                JAVA_BYTE,
                JAVA_LONG,
                JAVA_LONG,
                JAVA_LONG,
                JAVA_FLOAT,
                JAVA_LONG,
                JAVA_LONG,
                JAVA_LONG,
                JAVA_LONG,
                JAVA_FLOAT,
                JAVA_LONG,
                JAVA_LONG);
        SGEMM = downcall(dnnl, "dnnl_sgemm", product);
        boolean bf16 = processorHasBf16(dnnl) && dnnl.find(BF16_NAME).isPresent();
        GEMM_BF16 = bf16 ? downcall(dnnl, BF16_NAME, product) : null;
        SET_THREADS =
                openMp == null ? null : downcall(openMp, "omp_set_num_threads", FunctionDescriptor.ofVoid(JAVA_INT));
    }

    private Blas() {}

    /**
     * Whether the library may use AVX512-BF16 (which AMX processors have, too), by what it finds in the processor and in
     * its variable ONEDNN_MAX_CPU_ISA.
     */
    private static boolean processorHasBf16(SymbolLookup dnnl) {
        try {
            int isa = (int) downcall(dnnl, "dnnl_get_effective_cpu_isa", FunctionDescriptor.of(JAVA_INT))
                    .invokeExact();
            return (isa & AVX512_CORE_BF16) == AVX512_CORE_BF16;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether {@link #gemmBf16} can be called. */
    static boolean hasBf16() {
        return GEMM_BF16 != null;
    }

    @SuppressWarnings("restricted")
    private static SymbolLookup load(String folder, List<String> names) {
        for (var name : names) {
            try {
                File file = Loader.cacheResource(Blas.class, folder + name);
                if (file != null) {
                    return SymbolLookup.libraryLookup(file.toPath(), Arena.global());
                }
            } catch (IOException e) {
                throw new UnsatisfiedLinkError("oneDNN's library " + name + " could not be unpacked: " + e);
            }
        }
        return null;
    }

    @SuppressWarnings("restricted")
    private static MethodHandle downcall(SymbolLookup library, String name, FunctionDescriptor type) {
        return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), type);
    }

    /** Keeps the calling thread's products on the calling thread: lanes are the parallelism. */
    static void stayOnThisThread() {
        try {
            if (SET_THREADS != null) {
                SET_THREADS.invokeExact(1);
            }
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * {@code c = op(a) op(b) + beta c}: op(a) [m, k], op(b) [k, n], c [m, n], row-major, by address; ld* are row strides in
     * elements.
     */
    static void gemm(
            boolean transposeA,
            boolean transposeB,
            long m,
            long n,
            long k,
            long a,
            long lda,
            long b,
            long ldb,
            float beta,
            long c,
            long ldc) {
        int status;
        try {
            status = (int) SGEMM.invokeExact(
                    transposeA ? YES : NO, transposeB ? YES : NO, m, n, k, 1f, a, lda, b, ldb, beta, c, ldc);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        check("dnnl_sgemm", status, m, n, k);
    }

    /** As {@link #gemm}, with a and b in bfloat16, c and the sums in float32. */
    static void gemmBf16(
            boolean transposeA,
            boolean transposeB,
            long m,
            long n,
            long k,
            long a,
            long lda,
            long b,
            long ldb,
            float beta,
            long c,
            long ldc) {
        int status;
        try {
            status = (int) GEMM_BF16.invokeExact(
                    transposeA ? YES : NO, transposeB ? YES : NO, m, n, k, 1f, a, lda, b, ldb, beta, c, ldc);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        check(BF16_NAME, status, m, n, k);
    }

    private static void check(String name, int status, long m, long n, long k) {
        if (status != 0) {
            throw new IllegalStateException(
                    "%s of [%d, %d] x [%d, %d] ended with status %d".formatted(name, m, k, k, n, status));
        }
    }
}
