package loglog.app.laws;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import loglog.app.Complaint;
import loglog.app.UserError;
import loglog.pages.sheet.Shareable;
import loglog.pages.sheet.SheetJson;
import loglog.runs.Json;
import picocli.CommandLine;
import tools.jackson.databind.node.ObjectNode;

/** A command's answer as a page of the server shows it: its sheet, its JSON, and the command line that gives the same. */
public final class PageAnswer {
    private PageAnswer() {}

    /**
     * Answers.
     *
     * @param name of the command
     * @param words behind it, the last of which may be a file that is named
     * @throws UserError where an option is not what it can be
     */
    public static ObjectNode of(String name, CommandLine line, List<String> words) {
        line.setExpandAtFiles(false); // a value is a value, never a file to read more options from
        try {
            line.parseArgs(words.toArray(String[]::new));
        } catch (CommandLine.ParameterException e) {
            throw new UserError(Complaint.of(e));
        }
        var caught = CaughtOutput.of(line.<Runnable>getCommand());
        var all = new ArrayList<>(List.of(name));
        all.addAll(words);
        var typed = OutputOptions.line(all.toArray(String[]::new));
        var shareable = Shareable.of(String.join(" ", Arrays.asList(typed, words.isEmpty() ? "" : words.getLast())));
        var json = SheetJson.of(shareable.sheet(caught.sheet()), shareable.text(typed));
        json.set("answer", Json.MAPPER.readTree(shareable.text(caught.json().toString())));
        return json;
    }
}
