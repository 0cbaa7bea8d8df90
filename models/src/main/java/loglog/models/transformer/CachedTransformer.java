package loglog.models.transformer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import loglog.engine.AttentionShape;
import loglog.engine.BlockFormat;
import loglog.engine.Kernels;
import loglog.engine.Layout;
import loglog.engine.Tensor;
import loglog.engine.Tensors;
import loglog.engine.layers.FeedForward;

/**
 * A {@link Model}'s forward pass over one sequence that grows: the keys and values of all tokens so far are kept, so that
 * a further token costs one row of every product and one look at the cache. The same layers as {@link Transformer}, the
 * same logits. Appending one token allocates nothing.
 */
public final class CachedTransformer {
    /** Keys and values [capacity, keyWidth] of one layer, turned already, or the cells of their blocks, and a view of each row. */
    private record Cache(Tensor keys, Tensor values, Tensor[] keyRows, Tensor[] valueRows) {}

    /** Views of the first rows of the scratch memory, as many as tokens come at once. */
    private record Room(
            Tensor tokens,
            Tensor x,
            Tensor delta,
            Tensor normal,
            Tensor statistics,
            Tensor qkv,
            Tensor queriesAndKeys,
            Tensor keys,
            Tensor values,
            Tensor heads,
            Tensor[] queryRows,
            Tensor[] headRows,
            FeedForward.Saved feedForward,
            Tensor lastNormal,
            Tensor logits) {}

    private final AttentionShape shape;
    private final boolean inBlocks;
    private final Tensor rope;
    private final int capacity;
    private final int block;
    private final Tensor table;
    private final Tensor[] positionRows;
    private final Tensor positions;
    /** What single tokens go through: the matrices in blocks or bfloat16, where the model has them. */
    private final Layers layers;

    /** What texts go through that are judged: no row is rounded, so that a token's probability is not its neighbors' matter. */
    private final Layers unrounded;

    private final List<Cache> caches = new ArrayList<>();
    private final Tensors scratch;
    private final Room[] rooms;
    private final Tensor lastLogits;

    private int length;

    /**
     * Plans the memory and takes it.
     *
     * @param capacity tokens that the sequence may have, at most the model's context
     * @param block tokens that may be appended at once
     */
    public CachedTransformer(Model model, int capacity, int block) {
        var config = model.config();
        if (capacity < 1 || capacity > config.context() || block < 1) {
            throw new IllegalArgumentException("a cache of %d tokens in blocks of %d, for a context of %d"
                    .formatted(capacity, block, config.context()));
        }
        this.capacity = capacity;
        this.block = block;
        shape = new AttentionShape(1, capacity, config.heads(), config.kvHeads(), config.headWidth());
        rope = model.rope();
        layers = Layers.ofSingleRows(model, shape, model.singleRows());
        unrounded = Layers.ofSingleRows(model, shape, Map.of());
        table = layers.embedding().table().value();
        var learned = layers.embedding().positions();
        positions = learned == null ? null : learned.value();
        positionRows = learned == null ? null : rows(positions, capacity);

        int d = config.width();
        inBlocks = model.cacheType() == CacheType.Q8_0;
        int kept = inBlocks ? BlockFormat.Q8_0.cells(shape.keyWidth()) : shape.keyWidth();
        int inner = layers.blocks().getFirst().feedForward().innerWidth();
        var plan = new Layout();
        for (int i = 0; i < config.layers(); i++) {
            plan.add(i + " keys", capacity, kept).add(i + " values", capacity, kept);
        }
        plan.add("tokens", 1, block).add("x", block, d).add("delta", block, d).add("normal", block, d);
        plan.add("statistics", block, layers.lastNorm().statistics()).add("qkv", block, shape.qkvWidth());
        plan.add("heads", block, shape.queryWidth()).add("inner", block, inner);
        plan.add("active", block, config.feedForward()).add("logits", block, config.vocabulary());
        scratch = plan.place(model.device());
        for (int i = 0; i < config.layers(); i++) {
            var k = scratch.get(i + " keys");
            var v = scratch.get(i + " values");
            caches.add(new Cache(k, v, rows(k, capacity), rows(v, capacity)));
        }
        lastLogits = scratch.get("logits").rowsFrom(0, 1);
        rooms = new Room[block + 1];
    }

    private static Tensor[] rows(Tensor t, int count) {
        var rows = new Tensor[count];
        for (int i = 0; i < count; i++) {
            rows[i] = t.rowsFrom(i, 1);
        }
        return rows;
    }

    private Room room(int n) {
        if (rooms[n] == null) {
            var qkv = first("qkv", n);
            var queries = qkv.columnsFrom(0, shape.queryWidth());
            var heads = first("heads", n);
            var statistics = first("statistics", n);
            rooms[n] = new Room(
                    scratch.get("tokens").columnsFrom(0, n),
                    first("x", n),
                    first("delta", n),
                    first("normal", n),
                    statistics.cols() == 1 ? statistics.flat() : statistics,
                    qkv,
                    qkv.columnsFrom(0, shape.queryWidth() + shape.keyWidth()),
                    qkv.columnsFrom(shape.queryWidth(), shape.keyWidth()),
                    qkv.columnsFrom(shape.queryWidth() + shape.keyWidth(), shape.keyWidth()),
                    heads,
                    rows(queries, n),
                    rows(heads, n),
                    new FeedForward.Saved(first("inner", n), first("active", n)),
                    scratch.get("normal").rowsFrom(n - 1, 1),
                    first("logits", n));
        }
        return rooms[n];
    }

    private Tensor first(String name, int rows) {
        return scratch.get(name).rowsFrom(0, rows);
    }

    /** Tokens that the sequence may have. */
    public int capacity() {
        return capacity;
    }

    /** Tokens that may be appended at once. */
    public int block() {
        return block;
    }

    /** Bytes that keys and values of the whole capacity take. */
    public long cacheBytes() {
        return caches.stream()
                .mapToLong(cache -> (cache.keys().size() + cache.values().size()) * Float.BYTES)
                .sum();
    }

    /** Tokens in the sequence. */
    public int length() {
        return length;
    }

    /** Shortens the sequence to its first {@code length} tokens; 0 begins a new one. */
    public void truncate(int length) {
        if (length < 0 || length > this.length) {
            throw new IllegalArgumentException("a sequence of " + this.length + " tokens cut to " + length);
        }
        this.length = length;
    }

    /**
     * Appends tokens and computes what follows the last of them.
     *
     * @param count at most {@link #block}, and no more than the capacity leaves
     * @return logits [1, vocabulary] of the token after the last, until the next call
     */
    public Tensor append(Kernels k, int[] tokens, int from, int count) {
        var room = forward(k, layers, tokens, from, count);
        layers.head().forward(k, room.lastNormal(), lastLogits);
        return lastLogits;
    }

    /**
     * As {@link #append}, with the logits [count, vocabulary] after each of the tokens, and from the floats alone: a matrix in blocks
     * is not read, which would round a single token's rows.
     */
    public Tensor appendAll(Kernels k, int[] tokens, int from, int count) {
        var room = forward(k, unrounded, tokens, from, count);
        unrounded.head().forward(k, room.normal(), room.logits());
        return room.logits();
    }

    private Room forward(Kernels k, Layers layers, int[] tokens, int from, int count) {
        if (count < 1 || count > block || length + count > capacity) {
            throw new IllegalArgumentException("%d tokens appended to %d, where %d fit, in blocks of %d"
                    .formatted(count, length, capacity, block));
        }
        var room = room(count);
        k.write(tokens, from, room.tokens());
        embed(k, room, count);
        Tensor last = null;
        for (int i = 0; i < caches.size(); i++) {
            var layer = layers.blocks().get(i);
            layer.attentionNorm().forward(k, room.x(), last, room.x(), room.normal(), room.statistics());
            attend(k, layer, caches.get(i), room, count);
            last = room.delta();
            layer.feedForwardNorm().forward(k, room.x(), last, room.x(), room.normal(), room.statistics());
            layer.feedForward().forward(k, room.normal(), room.feedForward(), room.delta());
        }
        layers.lastNorm().forward(k, room.x(), last, room.x(), room.normal(), room.statistics());
        length += count;
        return room;
    }

    private void embed(Kernels k, Room room, int count) {
        Tensor at = null;
        if (positions != null) {
            at = count == 1 ? positionRows[length] : positions.rowsFrom(length, count);
        }
        k.embed(room.tokens(), table, at, count, room.x());
    }

    private void attend(Kernels k, Block layer, Cache cache, Room room, int count) {
        var attention = layer.attention();
        attention.qkv().forward(k, room.normal(), room.qkv());
        if (rope != null) {
            // A row's query heads and key heads lie side by side, and turn by the same angles.
            k.rope(room.queriesAndKeys(), rope, length, shape.headWidth());
        }
        if (count == 1) {
            keep(k, room.keys(), cache.keyRows()[length]);
            keep(k, room.values(), cache.valueRows()[length]);
        } else {
            keep(k, room.keys(), cache.keys().rowsFrom(length, count));
            keep(k, room.values(), cache.values().rowsFrom(length, count));
        }
        for (int r = 0; r < count; r++) {
            var q = room.queryRows()[r];
            var out = room.headRows()[r];
            if (inBlocks) {
                k.attentionStepOfBlocks(shape, q, cache.keys(), cache.values(), length + r, out);
            } else {
                k.attentionStep(shape, q, cache.keys(), cache.values(), length + r, out);
            }
        }
        attention.out().forward(k, room.heads(), room.delta());
    }

    private void keep(Kernels k, Tensor computed, Tensor kept) {
        if (inBlocks) {
            k.quantize(computed, kept);
        } else {
            k.copy(computed, kept);
        }
    }
}
