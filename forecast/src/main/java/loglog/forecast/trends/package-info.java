/** Growth of a dated quantity: its rate, what law it follows, when a value is reached, and what past forecasts were worth. */
package loglog.forecast.trends;
