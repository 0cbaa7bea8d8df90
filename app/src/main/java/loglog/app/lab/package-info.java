/** The lab's commands. */
package loglog.app.lab;
