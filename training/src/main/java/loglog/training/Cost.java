package loglog.training;

/**
 * What a run takes.
 *
 * @param flops of training, from its first token
 * @param bytes of memory; 0 where that is not known
 */
public record Cost(double flops, long bytes) {}
