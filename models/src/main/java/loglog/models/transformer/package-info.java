/**
 * Decoder-only transformers, {@code llama} and {@code gpt2}. {@link loglog.models.transformer.Transformer} is the paper's
 * figure in the order in which data flows; {@link loglog.models.transformer.Model} is the weights.
 */
package loglog.models.transformer;
