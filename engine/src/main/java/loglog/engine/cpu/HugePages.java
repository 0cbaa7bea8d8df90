package loglog.engine.cpu;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Large pieces of main memory in pages of 2 MB instead of 4 KB, where Linux has them to give ({@code madvise}): reading weights once a
 * token then misses few translations of addresses, and the processor's prefetching does not stop at every 4 KB. The JVM's own option
 * ({@code UseTransparentHugePages}) is for the Java heap alone.
 */
final class HugePages {
    private static final long PAGE = 2 << 20;

    /** Smaller pieces keep the system's own pages: they would seldom hold a whole page of 2 MB. */
    static final long SMALLEST = 2 * PAGE;

    /** MADV_HUGEPAGE of Linux. */
    private static final int HUGE_PAGES = 14;

    private static final MethodHandle ALIGNED_ALLOC;
    private static final MethodHandle MADVISE;
    private static final MethodHandle FREE;

    static {
        boolean linux = System.getProperty("os.name").startsWith("Linux");
        ALIGNED_ALLOC = linux ? handle("aligned_alloc", FunctionDescriptor.of(ADDRESS, JAVA_LONG, JAVA_LONG)) : null;
        MADVISE = linux ? handle("madvise", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT)) : null;
        FREE = linux ? handle("free", FunctionDescriptor.ofVoid(ADDRESS)) : null;
    }

    private HugePages() {}

    /** Null where the C library has no such function. */
    @SuppressWarnings("restricted")
    private static MethodHandle handle(String name, FunctionDescriptor function) {
        var linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find(name)
                .map(symbol -> linker.downcallHandle(symbol, function))
                .orElse(null);
    }

    /** Zeros, given back with the arena; null where huge pages cannot be asked for, or there is no such memory. */
    @SuppressWarnings("restricted")
    static MemorySegment allocate(Arena arena, long bytes) {
        if (ALIGNED_ALLOC == null || MADVISE == null || FREE == null) {
            return null;
        }
        try {
            long whole = Math.ceilDiv(bytes, PAGE) * PAGE;
            var at = (MemorySegment) ALIGNED_ALLOC.invokeExact(PAGE, whole);
            if (at.address() == 0) {
                return null;
            }
            // What it answers does not matter: without huge pages the memory is as good, only slower.
            int _ = (int) MADVISE.invokeExact(at, bytes, HUGE_PAGES);
            // Zeros, and the memory is taken now, while there still is an answer to there being too little.
            return at.reinterpret(bytes, arena, HugePages::free).fill((byte) 0);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void free(MemorySegment at) {
        try {
            FREE.invokeExact(at);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
