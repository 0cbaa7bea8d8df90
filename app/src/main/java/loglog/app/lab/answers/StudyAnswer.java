package loglog.app.lab.answers;

import loglog.pages.sheet.Sheet;
import tools.jackson.databind.node.ObjectNode;

/** What a study's runs say to one question: computed when it is made, shown to people and to programs alike. */
sealed interface StudyAnswer permits ComparisonAnswer, CriticalBatchAnswer, LawAnswer, LearningRateAnswer, NoiseAnswer {
    /**
     * For people.
     *
     * @param whose words behind the heading, such as {@code ", llama"}; empty where there is one recipe
     */
    void show(Sheet sheet, String whose);

    /** For programs, under keys of its own. */
    void write(ObjectNode json);
}
