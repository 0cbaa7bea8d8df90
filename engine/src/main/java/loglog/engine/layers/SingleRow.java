package loglog.engine.layers;

import loglog.engine.QuantizedMatrix;

/**
 * That a linear layer's products with one row, which read a weight once and compute little with it, go ways of their own.
 *
 * @param quantized the weight in blocks, which is read instead of the floats; null for the floats
 */
public record SingleRow(QuantizedMatrix quantized) {}
