package loglog.app.lab.report;

import java.nio.file.Path;
import loglog.lab.results.Results;
import loglog.pages.sheet.Sheet;
import tools.jackson.databind.node.ObjectNode;

/** What the designs of studies measure beyond their runs' metric, each with a section of its own. */
public final class DesignSections {
    private DesignSections() {}

    /**
     * Adds them to a report and its JSON, those that a study has.
     *
     * @param study its folder, beside which some keep what they made
     * @param results of all its runs
     */
    public static void add(Path study, Results results, Sheet sheet, ObjectNode json) {
        ThinkingSection.add(study, results, sheet, json);
        UnhobblingSection.add(results, sheet, json);
        EmergenceSection.add(results, sheet, json);
        NinesSection.add(results, sheet, json);
        SelfImprovementSection.add(study, results, sheet, json);
        WeakToStrongSection.add(study, results, sheet, json);
        OveroptimizationSection.add(study, results, sheet, json);
        PrecisionSection.add(study, results, sheet, json);
    }
}
