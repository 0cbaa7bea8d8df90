/**
 * Tasks whose answers can be checked exactly. A problem is a function of a seed and a number, training and test problems are
 * told apart by a hash of the problem itself, and a judge looks at the final answer and at each step.
 */
package loglog.tasks;
