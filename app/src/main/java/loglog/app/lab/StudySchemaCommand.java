package loglog.app.lab;

import loglog.lab.study.StudySchema;
import picocli.CommandLine.Command;

/** {@code loglog study schema}. */
@Command(
        name = "schema",
        description = "Print the JSON Schema of study files, with which editors complete and check them.")
final class StudySchemaCommand implements Runnable {
    @Override
    public void run() {
        System.out.print(StudySchema.text());
    }
}
