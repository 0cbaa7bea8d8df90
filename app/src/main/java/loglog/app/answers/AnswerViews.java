package loglog.app.answers;

import loglog.pages.sheet.Sheet;
import tools.jackson.databind.node.ObjectNode;

/** What a command answers. Whoever shows it puts its {@link #source} into each view. */
public interface AnswerViews {
    /** What it is made from. */
    AnswerSource source();

    /**
     * For people, on a terminal and as a page.
     *
     * @param withPage whether the figures are wanted that a page alone shows, some of which take a while
     */
    Sheet sheet(boolean withPage);

    /** For programs; numbers that JSON does not have are null. */
    ObjectNode json();
}
