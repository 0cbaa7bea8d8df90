/**
 * The processor as a device: {@link loglog.engine.cpu.ScalarKernels}, which is plain and slow and what tests compare
 * against, and {@link loglog.engine.cpu.CpuKernels}, which is fast.
 */
package loglog.engine.cpu;
