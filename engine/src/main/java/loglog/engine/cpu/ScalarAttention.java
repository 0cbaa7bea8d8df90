package loglog.engine.cpu;

import static loglog.engine.cpu.HostStorage.get;
import static loglog.engine.cpu.HostStorage.set;

import loglog.engine.AttentionShape;
import loglog.engine.Kernels;
import loglog.engine.Tensor;

/** Attention as its formula reads, for {@link ScalarKernels}: probabilities are computed anew for the gradient. */
interface ScalarAttention extends Kernels {
    @Override
    default void rope(Tensor x, Tensor table, int position, int headWidth) {
        for (int r = 0; r < x.rows(); r++) {
            for (int head = 0; head < x.cols() / headWidth; head++) {
                var values = new double[headWidth];
                for (int c = 0; c < headWidth; c++) {
                    values[c] = get(x, r, head * headWidth + c);
                }
                rotate(values, table, position + r, 1);
                for (int c = 0; c < headWidth; c++) {
                    set(x, r, head * headWidth + c, values[c]);
                }
            }
        }
    }

    /** Turns forwards (direction 1) or back (-1); no table, no turn. */
    private static void rotate(double[] x, Tensor table, int position, int direction) {
        int half = x.length / 2;
        for (int i = 0; table != null && i < half; i++) {
            double cos = get(table, position, i);
            double sin = direction * get(table, position, half + i);
            double a = x[i];
            double b = x[i + half];
            x[i] = a * cos - b * sin;
            x[i + half] = b * cos + a * sin;
        }
    }

    /** Rows of one head, [length][headWidth], turned. */
    private static double[][] head(AttentionShape s, Tensor t, int sequence, int column, Tensor rope) {
        var rows = new double[s.length()][s.headWidth()];
        for (int i = 0; i < s.length(); i++) {
            for (int c = 0; c < s.headWidth(); c++) {
                rows[i][c] = get(t, sequence * s.length() + i, column + c);
            }
            rotate(rows[i], rope, i, 1);
        }
        return rows;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double[] softmax(double[] scores) {
        double max = Double.NEGATIVE_INFINITY;
        for (double score : scores) {
            max = Math.max(max, score);
        }
        double sum = 0;
        var p = new double[scores.length];
        for (int j = 0; j < p.length; j++) {
            p[j] = Math.exp(scores[j] - max);
            sum += p[j];
        }
        for (int j = 0; j < p.length; j++) {
            p[j] /= sum;
        }
        return p;
    }

    private static double[] probabilities(AttentionShape s, double[] query, double[][] keys, int visible) {
        var scores = new double[visible];
        for (int j = 0; j < visible; j++) {
            scores[j] = dot(query, keys[j]) / Math.sqrt(s.headWidth());
        }
        return softmax(scores);
    }

    @Override
    default long attentionSavedCells(AttentionShape shape) {
        return 1;
    }

    @Override
    default void attention(AttentionShape s, Tensor qkv, Tensor rope, Tensor out, Tensor saved) {
        for (int b = 0; b < s.sequences(); b++) {
            for (int h = 0; h < s.heads(); h++) {
                int kv = h / (s.heads() / s.kvHeads());
                var q = head(s, qkv, b, h * s.headWidth(), rope);
                var k = head(s, qkv, b, s.queryWidth() + kv * s.headWidth(), rope);
                var v = head(s, qkv, b, s.queryWidth() + s.keyWidth() + kv * s.headWidth(), null);
                for (int i = 0; i < s.length(); i++) {
                    var p = probabilities(s, q[i], k, i + 1);
                    for (int c = 0; c < s.headWidth(); c++) {
                        double sum = 0;
                        for (int j = 0; j <= i; j++) {
                            sum += p[j] * v[j][c];
                        }
                        set(out, b * s.length() + i, h * s.headWidth() + c, sum);
                    }
                }
            }
        }
    }

    @Override
    default void attentionGradient(AttentionShape s, Tensor qkv, Tensor rope, Tensor saved, Tensor dout, Tensor dqkv) {
        fill(dqkv, 0);
        for (int b = 0; b < s.sequences(); b++) {
            for (int h = 0; h < s.heads(); h++) {
                int kv = h / (s.heads() / s.kvHeads());
                int kColumn = s.queryWidth() + kv * s.headWidth();
                int vColumn = kColumn + s.keyWidth();
                var q = head(s, qkv, b, h * s.headWidth(), rope);
                var k = head(s, qkv, b, kColumn, rope);
                var v = head(s, qkv, b, vColumn, null);
                var d = head(s, dout, b, h * s.headWidth(), null);
                var dq = new double[s.length()][s.headWidth()];
                var dk = new double[s.length()][s.headWidth()];
                var dv = new double[s.length()][s.headWidth()];
                for (int i = 0; i < s.length(); i++) {
                    var p = probabilities(s, q[i], k, i + 1);
                    double mean = 0;
                    for (int j = 0; j <= i; j++) {
                        mean += p[j] * dot(d[i], v[j]);
                    }
                    for (int j = 0; j <= i; j++) {
                        double dscore = p[j] * (dot(d[i], v[j]) - mean) / Math.sqrt(s.headWidth());
                        for (int c = 0; c < s.headWidth(); c++) {
                            dq[i][c] += dscore * k[j][c];
                            dk[j][c] += dscore * q[i][c];
                            dv[j][c] += p[j] * d[i][c];
                        }
                    }
                }
                addHead(s, dq, b, h * s.headWidth(), rope, dqkv);
                addHead(s, dk, b, kColumn, rope, dqkv);
                addHead(s, dv, b, vColumn, null, dqkv);
            }
        }
    }

    private static void addHead(AttentionShape s, double[][] rows, int sequence, int column, Tensor rope, Tensor to) {
        for (int i = 0; i < s.length(); i++) {
            rotate(rows[i], rope, i, -1);
            for (int c = 0; c < s.headWidth(); c++) {
                int row = sequence * s.length() + i;
                set(to, row, column + c, get(to, row, column + c) + rows[i][c]);
            }
        }
    }

    @Override
    default void attentionStep(AttentionShape s, Tensor q, Tensor keys, Tensor values, int position, Tensor out) {
        for (int h = 0; h < s.heads(); h++) {
            int column = h / (s.heads() / s.kvHeads()) * s.headWidth();
            var scores = new double[position + 1];
            for (int j = 0; j <= position; j++) {
                for (int c = 0; c < s.headWidth(); c++) {
                    scores[j] += get(q, 0, h * s.headWidth() + c)
                            * (double) get(keys, j, column + c)
                            / Math.sqrt(s.headWidth());
                }
            }
            var p = softmax(scores);
            for (int c = 0; c < s.headWidth(); c++) {
                double sum = 0;
                for (int j = 0; j <= position; j++) {
                    sum += p[j] * get(values, j, column + c);
                }
                set(out, 0, h * s.headWidth() + c, sum);
            }
        }
    }
}
