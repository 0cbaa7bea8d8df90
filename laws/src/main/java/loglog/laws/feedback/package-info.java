/**
 * What is learned from feedback: laws of over-optimization of a proxy's reward, what a weak teacher's labels recover, judges of
 * answers and of steps, and how far a model improves on its own answers.
 */
package loglog.laws.feedback;
