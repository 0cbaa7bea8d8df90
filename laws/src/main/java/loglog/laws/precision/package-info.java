/** What rounding a trained model's weights costs, as a law of params, tokens and bits. */
package loglog.laws.precision;
