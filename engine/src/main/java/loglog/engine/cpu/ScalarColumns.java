package loglog.engine.cpu;

import static loglog.engine.cpu.HostStorage.get;
import static loglog.engine.cpu.HostStorage.getInt;
import static loglog.engine.cpu.HostStorage.set;

import loglog.engine.AttentionShape;
import loglog.engine.ColumnKernels;
import loglog.engine.Tensor;

/** Columns as their formulas read, one element at a time, sums in double precision: what {@link CpuColumns} is tested against. */
final class ScalarColumns implements ColumnKernels {
    @Override
    public int multiple() {
        return 1;
    }

    @Override
    public long preparedCells(int out, int in) {
        return (long) out * in;
    }

    @Override
    public void prepare(boolean outFirst, Tensor w, Tensor prepared) {
        int in = outFirst ? w.cols() : w.rows();
        int out = outFirst ? w.rows() : w.cols();
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < in; i++) {
                set(prepared, 0, o * in + i, outFirst ? get(w, o, i) : get(w, i, o));
            }
        }
    }

    @Override
    public void linear(Tensor prepared, Tensor bias, Tensor x, Tensor y) {
        for (int o = 0; o < y.rows(); o++) {
            for (int c = 0; c < y.cols(); c++) {
                double sum = bias == null ? 0 : get(bias, 0, o);
                for (int i = 0; i < x.rows(); i++) {
                    sum += (double) get(prepared, 0, o * x.rows() + i) * get(x, i, c);
                }
                set(y, o, c, sum);
            }
        }
    }

    @Override
    public void gather(Tensor indices, Tensor table, Tensor positions, Tensor positionTable, Tensor x) {
        for (int c = 0; c < x.cols(); c++) {
            for (int r = 0; r < x.rows(); r++) {
                double added = positionTable == null ? 0 : get(positionTable, getInt(positions, 0, c), r);
                set(x, r, c, get(table, getInt(indices, 0, c), r) + added);
            }
        }
    }

    private static void add(Tensor x, Tensor delta) {
        for (int r = 0; delta != null && r < x.rows(); r++) {
            for (int c = 0; c < x.cols(); c++) {
                set(x, r, c, get(x, r, c) + get(delta, r, c));
            }
        }
    }

    @Override
    public void rmsNorm(Tensor x, Tensor delta, Tensor gain, float epsilon, Tensor y) {
        add(x, delta);
        int d = x.rows();
        for (int c = 0; c < x.cols(); c++) {
            double squares = 0;
            for (int r = 0; r < d; r++) {
                squares += (double) get(x, r, c) * get(x, r, c);
            }
            double inverse = 1 / Math.sqrt(squares / d + epsilon);
            for (int r = 0; r < d; r++) {
                set(y, r, c, get(x, r, c) * inverse * get(gain, 0, r));
            }
        }
    }

    @Override
    public void layerNorm(Tensor x, Tensor delta, Tensor gain, Tensor bias, float epsilon, Tensor y) {
        add(x, delta);
        int d = x.rows();
        for (int c = 0; c < x.cols(); c++) {
            double mean = 0;
            double variance = 0;
            for (int r = 0; r < d; r++) {
                mean += get(x, r, c) / (double) d;
            }
            for (int r = 0; r < d; r++) {
                variance += (get(x, r, c) - mean) * (get(x, r, c) - mean) / d;
            }
            double inverse = 1 / Math.sqrt(variance + epsilon);
            for (int r = 0; r < d; r++) {
                set(y, r, c, (get(x, r, c) - mean) * inverse * get(gain, 0, r) + get(bias, 0, r));
            }
        }
    }

    @Override
    public void rope(Tensor x, Tensor angles, int headWidth) {
        int half = headWidth / 2;
        for (int head = 0; head < x.rows(); head += headWidth) {
            for (int i = 0; i < half; i++) {
                for (int c = 0; c < x.cols(); c++) {
                    double cos = get(angles, i, c);
                    double sin = get(angles, half + i, c);
                    double a = get(x, head + i, c);
                    double b = get(x, head + half + i, c);
                    set(x, head + i, c, a * cos - b * sin);
                    set(x, head + half + i, c, b * cos + a * sin);
                }
            }
        }
    }

    @Override
    public void attention(
            AttentionShape s,
            Tensor q,
            Tensor keys,
            Tensor values,
            Tensor starts,
            int slot,
            Tensor scores,
            Tensor out) {
        int slots = scores.rows();
        for (int head = 0; head < s.heads(); head++) {
            int of = head / (s.heads() / s.kvHeads()) * s.headWidth();
            for (int c = 0; c < q.cols(); c++) {
                double max = Double.NEGATIVE_INFINITY;
                for (int t = getInt(starts, 0, c); t <= slot; t++) {
                    double score = 0;
                    for (int i = 0; i < s.headWidth(); i++) {
                        score += (double) get(q, head * s.headWidth() + i, c)
                                * get(keys, t % slots * s.keyWidth() + of + i, c);
                    }
                    set(scores, t % slots, c, score * s.scale());
                    max = Math.max(max, score * s.scale());
                }
                double total = 0;
                for (int t = getInt(starts, 0, c); t <= slot; t++) {
                    total += Math.exp(get(scores, t % slots, c) - max);
                }
                for (int i = 0; i < s.headWidth(); i++) {
                    double sum = 0;
                    for (int t = getInt(starts, 0, c); t <= slot; t++) {
                        double weight = Math.exp(get(scores, t % slots, c) - max) / total;
                        sum += weight * get(values, t % slots * s.keyWidth() + of + i, c);
                    }
                    set(out, head * s.headWidth() + i, c, sum);
                }
            }
        }
    }

    @Override
    public void swiGlu(Tensor gateUp, Tensor y) {
        for (int r = 0; r < y.rows(); r++) {
            for (int c = 0; c < y.cols(); c++) {
                double gate = get(gateUp, r, c);
                set(y, r, c, gate / (1 + Math.exp(-gate)) * get(gateUp, y.rows() + r, c));
            }
        }
    }

    @Override
    public void gelu(Tensor x, Tensor y) {
        for (int r = 0; r < y.rows(); r++) {
            for (int c = 0; c < y.cols(); c++) {
                double v = get(x, r, c);
                set(y, r, c, v / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v * v * v))));
            }
        }
    }

    @Override
    public void choose(Tensor logits, float temperature, Tensor uniforms, Tensor tokens) {
        for (int c = 0; c < logits.cols(); c++) {
            int best = 0;
            boolean finite = true;
            for (int r = 0; r < logits.rows(); r++) {
                finite &= get(logits, r, c) < Float.POSITIVE_INFINITY;
                best = get(logits, r, c) > get(logits, best, c) ? r : best;
            }
            int chosen = best;
            if (temperature > 0 && finite) {
                double total = 0;
                for (int r = 0; r < logits.rows(); r++) {
                    total += Math.exp(((double) get(logits, r, c) - get(logits, best, c)) / temperature);
                }
                double left = get(uniforms, 0, c) * total;
                for (int r = 0; r < logits.rows() && left >= 0; r++) {
                    left -= Math.exp(((double) get(logits, r, c) - get(logits, best, c)) / temperature);
                    chosen = left < 0 ? r : best;
                }
            }
            HostStorage.setInt(tokens, 0, c, finite ? chosen : -1);
        }
    }

    @Override
    public void logProbabilities(Tensor logits, Tensor tokens, Tensor result) {
        for (int c = 0; c < logits.cols(); c++) {
            double max = Double.NEGATIVE_INFINITY;
            for (int r = 0; r < logits.rows(); r++) {
                max = Math.max(max, get(logits, r, c));
            }
            double total = 0;
            for (int r = 0; r < logits.rows(); r++) {
                total += Math.exp(get(logits, r, c) - max);
            }
            int token = getInt(tokens, 0, c);
            set(result, 0, c, token < 0 ? 0 : get(logits, token, c) - max - Math.log(total));
        }
    }

    @Override
    public void readColumn(Tensor t, int column, int from, int count, float[] values, int at) {
        for (int i = 0; i < count; i++) {
            values[at + i] = get(t, from + i, column);
        }
    }

    @Override
    public void writeColumn(float[] values, int at, int count, Tensor t, int column, int from) {
        for (int i = 0; i < count; i++) {
            set(t, from + i, column, values[at + i]);
        }
    }

    @Override
    public void read(Tensor from, int[] values) {
        for (int i = 0; i < from.cols(); i++) {
            values[i] = getInt(from, 0, i);
        }
    }
}
