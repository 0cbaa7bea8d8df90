/**
 * Learning from feedback, the second phase of training: from solutions (supervised tuning), from choices between two (reward models,
 * DPO, IPO), from rewards (best of n, GRPO), and from what a model gets right by itself (expert iteration).
 */
package loglog.feedback;
