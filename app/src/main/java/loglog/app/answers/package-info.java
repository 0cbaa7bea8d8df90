/**
 * What the questions to laws are answered with: records that know laws, tables and pages, and no command. Each has three views:
 * text, JSON and a page, its source included.
 */
package loglog.app.answers;
