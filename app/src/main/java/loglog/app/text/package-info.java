/** Numbers and tables as text. */
package loglog.app.text;
