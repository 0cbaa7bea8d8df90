/** The second door: {@code loglog serve}, and what its API answers with the answers of the command line. */
package loglog.app.web;
