package loglog.models.transformer;

/** What a {@link CachedTransformer} keeps keys and values in. */
public enum CacheType {
    /** Float32: what was computed. */
    F32,

    /** Blocks of 32 in ggml's {@code Q8_0}, 8.5 bits a value: rounded once, when a token comes. Heads are a multiple of 32 wide. */
    Q8_0
}
