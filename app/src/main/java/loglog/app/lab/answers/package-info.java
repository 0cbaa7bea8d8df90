/** What a study's runs answer: one class a question. */
package loglog.app.lab.answers;
