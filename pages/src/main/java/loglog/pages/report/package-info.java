/** Reports: self-contained HTML pages with figures drawn as SVG. Nothing in a page is fetched from elsewhere. */
package loglog.pages.report;
