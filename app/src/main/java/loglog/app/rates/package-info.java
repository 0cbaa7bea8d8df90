/** Commands about rates of success: repeated sampling. */
package loglog.app.rates;
