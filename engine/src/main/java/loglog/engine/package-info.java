/**
 * Memory and arithmetic: {@link loglog.engine.Tensor} names a place in a {@link loglog.engine.Device}'s memory, and
 * {@link loglog.engine.Kernels} computes on such places. Nothing here says what kind of processor that is.
 */
package loglog.engine;
