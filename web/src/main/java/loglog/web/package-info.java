/** The server: who may ask ({@link loglog.web.Doorkeeper}), what is answered ({@link loglog.web.ApiRoute}), the pages' files. */
package loglog.web;
