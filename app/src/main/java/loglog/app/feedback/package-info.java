/** Commands of learning from feedback: what measures a proxy's over-optimization, and what asks a person. */
package loglog.app.feedback;
