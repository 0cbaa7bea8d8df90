package loglog.models.transformer;

import java.util.ArrayList;
import java.util.List;
import loglog.engine.AttentionShape;
import loglog.engine.ColumnKernels;
import loglog.engine.Kernels;
import loglog.engine.Layout;
import loglog.engine.Tensor;
import loglog.engine.layers.FeedForward;
import loglog.engine.layers.Linear;
import loglog.engine.layers.Norm;

/**
 * A {@link Model}'s forward pass over many sequences that grow side by side, each in a column of its own: a token for each of
 * them is a step. Keys and values of all tokens so far are kept in slots, used over and over: a step fills the next one, and a
 * sequence is in the slots from its start to the newest. So a column takes up a new sequence at any step while others go on. What
 * a column computes depends on its own sequence alone, to the bits. A step allocates nothing.
 */
public final class ColumnTransformer {
    /** Slots whose scores are computed together; see {@link ColumnKernels#attention}. */
    private static final int BLOCK = 8;

    /** A model's weights as columns read them, which several transformers share. */
    public static final class Weights {
        private final Layers layers;
        private final List<Linear> linears;
        private final List<Tensor> prepared = new ArrayList<>();

        /** Takes the memory; {@link #prepare} fills it. */
        public Weights(Model model) {
            var config = model.config();
            var shape = new AttentionShape(1, 1, config.heads(), config.kvHeads(), config.headWidth());
            layers = Layers.of(model, model.parameters(), null, shape, QuantizedTraining.NONE, null);
            linears = layers.linears();
            var k = model.device().kernels(0).columns();
            var plan = new Layout();
            for (int i = 0; i < linears.size(); i++) {
                int out = out(linears.get(i));
                long in = linears.get(i).weight().value().size() / out;
                plan.add(Integer.toString(i), 1, Math.toIntExact(k.preparedCells(out, Math.toIntExact(in))));
            }
            var placed = plan.place(model.device());
            for (int i = 0; i < linears.size(); i++) {
                prepared.add(placed.get(Integer.toString(i)));
            }
        }

        private static int out(Linear linear) {
            var w = linear.weight().value();
            return linear.outFirst() ? w.rows() : w.cols();
        }

        /** Takes note of the weights as they are now: of a lane's share of them. */
        public void prepare(ColumnKernels k, int lane, int lanes) {
            for (int i = lane; i < linears.size(); i += lanes) {
                k.prepare(linears.get(i).outFirst(), linears.get(i).weight().value(), prepared.get(i));
            }
        }

        private void linear(ColumnKernels k, int number, Tensor x, Tensor y) {
            var bias = linears.get(number).bias();
            k.linear(prepared.get(number), bias == null ? null : bias.value(), x, y);
        }
    }

    /** Keys and values [slots * keyWidth, columns] of one layer, and a flat view of each slot. */
    private record Cache(Tensor keys, Tensor values, Tensor[] keySlots, Tensor[] valueSlots) {}

    private final Weights weights;
    private final AttentionShape shape;
    private final Tensor rope;
    private final int slots;
    private final int columns;
    private final List<Cache> caches = new ArrayList<>();
    private final int[] positionsNow;
    private final Tensor tokens;
    private final Tensor starts;
    private final Tensor positions;
    private final Tensor x;
    private final Tensor delta;
    private final Tensor normal;
    private final Tensor angles;
    private final Tensor qkv;
    private final Tensor queries;
    private final Tensor queriesAndKeys;
    private final Tensor newKeys;
    private final Tensor newValues;
    private final Tensor heads;
    private final Tensor scores;
    private final Tensor inner;
    private final Tensor active;
    private final Tensor logits;
    private final Tensor scoresOfToken;

    /**
     * Plans the memory and takes it.
     *
     * @param columns sequences side by side, a multiple of {@link ColumnKernels#multiple}
     * @param longest tokens of a sequence, at most the model's context
     */
    public ColumnTransformer(Model model, Weights weights, int columns, int longest) {
        var config = model.config();
        if (longest < 1 || longest > config.context()) {
            throw new IllegalArgumentException(
                    "sequences of %d tokens, for a context of %d".formatted(longest, config.context()));
        }
        this.weights = weights;
        this.columns = columns;
        slots = (longest + 2 * BLOCK - 1) / BLOCK * BLOCK;
        shape = new AttentionShape(columns, 1, config.heads(), config.kvHeads(), config.headWidth());
        rope = model.rope();
        positionsNow = new int[columns];
        int d = config.width();
        int width = shape.keyWidth();
        var plan = new Layout();
        for (int i = 0; i < config.layers(); i++) {
            plan.add(i + " keys", slots * width, columns).add(i + " values", slots * width, columns);
        }
        plan.add("tokens", 1, columns).add("starts", 1, columns).add("positions", 1, columns);
        plan.add("x", d, columns).add("delta", d, columns).add("normal", d, columns);
        plan.add("angles", config.headWidth(), columns).add("qkv", shape.qkvWidth(), columns);
        plan.add("heads", shape.queryWidth(), columns).add("scores", slots, columns);
        plan.add("inner", config.innerWidth(), columns).add("active", config.feedForward(), columns);
        plan.add("logits", config.vocabulary(), columns).add("token scores", Math.max(1, model.labels()), columns);
        var t = plan.place(model.device());
        for (int i = 0; i < config.layers(); i++) {
            var keys = t.get(i + " keys");
            var values = t.get(i + " values");
            caches.add(new Cache(keys, values, slotViews(keys, width), slotViews(values, width)));
        }
        tokens = t.get("tokens");
        starts = t.get("starts");
        positions = t.get("positions");
        x = t.get("x");
        delta = t.get("delta");
        normal = t.get("normal");
        angles = t.get("angles");
        qkv = t.get("qkv");
        queries = qkv.rowsFrom(0, shape.queryWidth());
        queriesAndKeys = qkv.rowsFrom(0, shape.queryWidth() + width);
        newKeys = qkv.rowsFrom(shape.queryWidth(), width).flat();
        newValues = qkv.rowsFrom(shape.queryWidth() + width, width).flat();
        heads = t.get("heads");
        scores = t.get("scores");
        inner = t.get("inner");
        active = t.get("active");
        logits = t.get("logits");
        scoresOfToken = t.get("token scores");
    }

    private Tensor[] slotViews(Tensor t, int width) {
        var views = new Tensor[slots];
        for (int i = 0; i < slots; i++) {
            views[i] = t.rowsFrom(i * width, width).flat();
        }
        return views;
    }

    /** Sequences side by side. */
    public int columns() {
        return columns;
    }

    /** Logits [vocabulary, columns] of the token after the last, of the newest {@link #step} that computed them. */
    public Tensor logits() {
        return logits;
    }

    /** Scores [labels, columns] of the newest token, where the model has a head for them, as {@link #logits}. */
    public Tensor scores() {
        return scoresOfToken;
    }

    /** Floats of a sequence's keys and values, for {@link #save} and {@link #restore}. */
    public static int cacheSize(Model model, int length) {
        return Math.multiplyExact(2 * model.config().layers() * model.config().keyWidth(), length);
    }

    /**
     * Appends a token to each column's sequence.
     *
     * @param nextTokens of each column
     * @param startSlots the slot of each sequence's first token; {@code slot} for one that begins, or a column without a sequence
     * @param slot of the new tokens, one more than that of the step before
     * @param wantsLogits whether {@link #logits} are computed
     */
    public void step(Kernels kernels, int[] nextTokens, int[] startSlots, int slot, boolean wantsLogits) {
        var k = kernels.columns();
        for (int c = 0; c < columns; c++) {
            positionsNow[c] = slot - startSlots[c];
        }
        kernels.write(nextTokens, 0, tokens);
        kernels.write(startSlots, 0, starts);
        kernels.write(positionsNow, 0, positions);
        var embedding = weights.layers.embedding();
        var learned = embedding.positions();
        k.gather(tokens, embedding.table().value(), positions, learned == null ? null : learned.value(), x);
        if (rope != null) {
            k.gather(positions, rope, null, null, angles);
        }
        Tensor last = null;
        for (int i = 0; i < caches.size(); i++) {
            var block = weights.layers.blocks().get(i);
            norm(k, block.attentionNorm(), last);
            attend(kernels, k, i, slot);
            norm(k, block.feedForwardNorm(), delta);
            feedForward(k, block.feedForward(), i);
            last = delta;
        }
        if (wantsLogits) {
            norm(k, weights.layers.lastNorm(), last);
            weights.linear(k, 4 * caches.size(), normal, logits);
            if (weights.layers.score() != null) {
                weights.linear(k, 4 * caches.size() + 1, normal, scoresOfToken);
            }
        }
    }

    private void norm(ColumnKernels k, Norm norm, Tensor added) {
        switch (norm) {
            case Norm.Rms rms -> k.rmsNorm(x, added, rms.gain().value(), rms.epsilon(), normal);
            case Norm.Layer layer ->
                k.layerNorm(x, added, layer.gain().value(), layer.bias().value(), layer.epsilon(), normal);
        }
    }

    private void attend(Kernels kernels, ColumnKernels k, int layer, int slot) {
        var cache = caches.get(layer);
        weights.linear(k, 4 * layer, normal, qkv);
        if (rope != null) {
            k.rope(queriesAndKeys, angles, shape.headWidth());
        }
        kernels.copy(newKeys, cache.keySlots()[slot % slots]);
        kernels.copy(newValues, cache.valueSlots()[slot % slots]);
        k.attention(shape, queries, cache.keys(), cache.values(), starts, slot, scores, heads);
        weights.linear(k, 4 * layer + 1, heads, delta);
    }

    private void feedForward(ColumnKernels k, FeedForward feedForward, int layer) {
        weights.linear(k, 4 * layer + 2, normal, inner);
        switch (feedForward) {
            case FeedForward.SwiGlu _ -> k.swiGlu(inner, active);
            case FeedForward.Gelu _ -> k.gelu(inner, active);
        }
        weights.linear(k, 4 * layer + 3, active, delta);
    }

    /** Copies the keys and values of a column's sequence, which is in slots {@code start} to {@code start + length - 1}. */
    public void save(ColumnKernels k, int column, int start, int length, float[] to) {
        copy(start, length, (tensor, row, count, at) -> k.readColumn(tensor, column, row, count, to, at));
    }

    /** Puts a sequence that was saved into a column's slots {@code start} and on, as if its tokens had been appended there. */
    public void restore(ColumnKernels k, float[] from, int column, int start, int length) {
        copy(start, length, (tensor, row, count, at) -> k.writeColumn(from, at, count, tensor, column, row));
    }

    /** Rows of a cache, and where they are in an array. */
    private interface Piece {
        void at(Tensor cache, int row, int count, int place);
    }

    private void copy(int start, int length, Piece piece) {
        int width = shape.keyWidth();
        int first = start % slots;
        int before = Math.min(length, slots - first); // the ring's end
        int at = 0;
        for (var cache : caches) {
            for (int side = 0; side < 2; side++) {
                var t = side == 0 ? cache.keys() : cache.values();
                piece.at(t, first * width, before * width, at);
                if (before < length) {
                    piece.at(t, 0, (length - before) * width, at + before * width);
                }
                at += length * width;
            }
        }
    }

    /**
     * FLOP of the tokens at positions {@code from} to {@code from + count - 1} of a sequence (from 0), without the head: the layers'
     * products, and attention to what each sees.
     */
    public double flops(int from, int count) {
        long products = 0;
        for (var block : weights.layers.blocks()) {
            products += block.attention().qkv().flopsPerRow()
                    + block.attention().out().flopsPerRow()
                    + block.feedForward().flopsPerRow();
        }
        double seen = count * (from + (count + 1) / 2.0);
        return count * (double) products + 2 * 2 * seen * shape.queryWidth() * caches.size();
    }

    /** FLOP of the head for a token. */
    public long headFlops() {
        return weights.layers.head().flopsPerRow();
    }
}
