/** What a trained model is asked: to go on with a text, how likely a text is, and where it is surprising. */
package loglog.models.generation;
