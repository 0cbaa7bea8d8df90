/** Commands that train language models and ask them. */
package loglog.app.models;
