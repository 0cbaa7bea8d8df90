/**
 * Layers with hand-derived gradients, each layer's forward beside its backward. A layer is a record of its parameters; what
 * it computes on and into is given by the caller, who planned the memory.
 */
package loglog.engine.layers;
