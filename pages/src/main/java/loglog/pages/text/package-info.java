/** Tables as text, and text for a terminal. */
package loglog.pages.text;
