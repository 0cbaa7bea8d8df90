package loglog.app.lab;

import loglog.tables.sql.RunsDatabase;

/** An answer as it is written. */
interface WrittenAnswer extends RunsDatabase.Answer {
    /** There are no more rows. */
    void end();
}
