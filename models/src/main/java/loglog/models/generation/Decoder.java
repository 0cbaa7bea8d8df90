package loglog.models.generation;

import java.util.ArrayList;
import java.util.List;
import loglog.engine.AttentionShape;
import loglog.engine.Kernels;
import loglog.engine.Layout;
import loglog.engine.Tensor;
import loglog.engine.layers.FeedForward;
import loglog.models.transformer.Block;
import loglog.models.transformer.Layers;
import loglog.models.transformer.Model;

/**
 * One sequence, token by token, with every layer's keys and values kept (a key-value cache): a token costs what one row of
 * the forward pass does, whatever came before it.
 */
public final class Decoder {
    private record Cache(Tensor keys, Tensor values) {}

    private final Model model;
    private final Kernels k;
    private final Layers layers;
    private final AttentionShape shape;
    private final List<Cache> caches = new ArrayList<>();
    private final Tensor token;
    private final Tensor x;
    private final Tensor sum;
    private final Tensor normal;
    private final Tensor statistics;
    private final Tensor delta;
    private final Tensor qkv;
    private final Tensor heads;
    private final FeedForward.Saved saved;
    private final Tensor logits;
    private int position;

    /** Takes memory for the model's whole context. */
    public Decoder(Model model) {
        this.model = model;
        var config = model.config();
        k = model.device().kernels(0);
        shape = new AttentionShape(1, 1, config.heads(), config.kvHeads(), config.headWidth());
        layers = Layers.of(model, model.parameters(), shape);
        int d = config.width();
        int innerWidth = layers.blocks().getFirst().feedForward().innerWidth();
        var plan =
                new Layout().add("token", 1, 1).add("x", 1, d).add("sum", 1, d).add("normal", 1, d);
        plan.add("statistics", 1, layers.lastNorm().statistics())
                .add("delta", 1, d)
                .add("qkv", 1, shape.qkvWidth());
        plan.add("heads", 1, shape.queryWidth()).add("inner", 1, innerWidth).add("active", 1, config.feedForward());
        plan.add("logits", 1, config.vocabulary());
        for (int i = 0; i < config.layers(); i++) {
            plan.add(i + " keys", config.context(), shape.keyWidth());
            plan.add(i + " values", config.context(), shape.keyWidth());
        }
        var t = plan.place(model.device());
        for (int i = 0; i < config.layers(); i++) {
            caches.add(new Cache(t.get(i + " keys"), t.get(i + " values")));
        }
        token = t.get("token");
        x = t.get("x");
        sum = t.get("sum");
        normal = t.get("normal");
        statistics = t.get("statistics");
        delta = t.get("delta");
        qkv = t.get("qkv");
        heads = t.get("heads");
        saved = new FeedForward.Saved(t.get("inner"), t.get("active"));
        logits = t.get("logits");
    }

    /** Tokens taken so far. */
    public int position() {
        return position;
    }

    /** Forgets all tokens. */
    public void reset() {
        position = 0;
    }

    /**
     * Takes the next token.
     *
     * @param next the token
     * @param result the logits of the one after it, [vocabulary]
     */
    public void accept(int next, float[] result) {
        if (position >= model.config().context()) {
            throw new IllegalStateException("the context of " + model.config().context() + " tokens is full");
        }
        k.write(new int[] {next}, 0, token);
        layers.embedding().forwardAt(k, token, position, x);
        Tensor from = x;
        Tensor last = null;
        for (int i = 0; i < caches.size(); i++) {
            var block = layers.blocks().get(i);
            block.attentionNorm().forward(k, from, last, sum, normal, statistics);
            from = last == null ? x : sum;
            attend(block, caches.get(i));
            block.feedForwardNorm().forward(k, from, delta, sum, normal, statistics);
            block.feedForward().forward(k, normal, saved, delta);
            from = sum;
            last = delta;
        }
        layers.lastNorm().forward(k, from, last, sum, normal, statistics);
        layers.head().forward(k, normal, logits);
        k.read(logits, result);
        position++;
    }

    private void attend(Block block, Cache cache) {
        var attention = block.attention();
        attention.qkv().forward(k, normal, qkv);
        var query = qkv.columnsFrom(0, shape.queryWidth());
        var key = qkv.columnsFrom(shape.queryWidth(), shape.keyWidth());
        var value = qkv.columnsFrom(shape.queryWidth() + shape.keyWidth(), shape.keyWidth());
        if (attention.rope() != null) {
            k.rope(query, attention.rope(), position, shape.headWidth());
            k.rope(key, attention.rope(), position, shape.headWidth());
        }
        k.copy(key, cache.keys().rowsFrom(position, 1));
        k.copy(value, cache.values().rowsFrom(position, 1));
        k.attentionStep(shape, query, cache.keys(), cache.values(), position, heads);
        attention.out().forward(k, heads, delta);
    }
}
