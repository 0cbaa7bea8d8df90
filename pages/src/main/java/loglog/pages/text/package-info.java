/** Numbers and tables as text. */
package loglog.pages.text;
