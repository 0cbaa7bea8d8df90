/** What low precision costs, as answers: laws, bytes and energy. */
package loglog.app.precision;
