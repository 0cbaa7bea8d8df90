/** The commands that ask run folders. */
package loglog.app.lab;
