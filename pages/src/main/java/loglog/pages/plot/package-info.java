/** Charts: what is to be drawn, said once for the terminal and the reports, and the terminal's drawing of it. */
package loglog.pages.plot;
