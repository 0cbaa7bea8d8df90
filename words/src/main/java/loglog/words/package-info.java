/** Numbers and errors as all sentences to people have them. */
package loglog.words;
