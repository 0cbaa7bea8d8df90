/** Whether runs under way do what the law and finished runs lead to expect, and what is said where they do not. */
package loglog.lab.watch;
