/** What a study found, as a page: read from its folders and the ledger, a class for each figure. */
package loglog.app.lab.report;
