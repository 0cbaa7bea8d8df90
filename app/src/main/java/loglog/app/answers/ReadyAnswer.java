package loglog.app.answers;

import loglog.pages.sheet.Sheet;
import tools.jackson.databind.node.ObjectNode;

/** An answer whose views are made. */
public record ReadyAnswer(AnswerSource source, Sheet sheet, ObjectNode json) implements AnswerViews {
    @Override
    public Sheet sheet(boolean withPage) {
        return sheet;
    }
}
