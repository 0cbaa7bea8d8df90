package loglog.app.lab;

import java.nio.file.Path;
import loglog.app.UserError;
import loglog.lab.plan.StudyPlan;
import loglog.lab.study.StudyFile;
import loglog.pages.plot.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code loglog study check}. */
@Command(
        name = "check",
        description =
                "Read a study file and show what it asks for: recipes, every run, their FLOP. Nothing is trained.")
final class StudyCheckCommand implements Runnable {
    @Parameters(index = "0", arity = "0..1", paramLabel = "FILE", description = "(default: ${DEFAULT-VALUE})")
    Path file = Path.of(StudyFile.NAME_OF_FILE);

    @Option(names = "--cores", paramLabel = "N", description = "cores to plan for (default: this machine's)")
    int cores = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "print JSON for programs instead of text")
    boolean json;

    @Option(names = "--wide", description = "the table with all columns, however narrow the terminal")
    boolean wide;

    @Override
    public void run() {
        if (cores < 1) {
            throw new UserError("--cores: found %d, expected at least 1".formatted(cores));
        }
        var plan = StudyPlan.of(StudyFile.read(file), cores);
        var terminal = wide ? Terminal.detect().wide() : Terminal.detect();
        System.out.print(json ? StudyPlanJson.of(plan) : terminal.wrap(PlanText.of(plan, terminal)));
    }
}
