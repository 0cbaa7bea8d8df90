package loglog.app.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import loglog.app.plot.Chart;

/**
 * Figures as PNG files in a folder, each named by its title: title, legend, chart and caption in light colours, 800
 * pixels of a page wide at two of the image's for each. Each says in its metadata what it shows (Title), the rows and
 * the fit behind it (Description) and the command that makes it again (Command).
 */
public final class Pictures {
    private static final int LONGEST = 80;

    private final String command;
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    /** @param command the command that makes these figures again */
    public Pictures(String command) {
        this.command = command;
    }

    /**
     * Draws a figure.
     *
     * @param source the rows and the fit behind it; null for none
     * @throws ReportException if this machine has no fonts
     */
    public Pictures figure(Chart chart, String source) {
        var texts = new LinkedHashMap<String, String>();
        texts.put("Title", Figure.title(chart));
        if (source != null) {
            texts.put("Description", source);
        }
        texts.put("Command", command);
        texts.put("Software", "Loglog");
        files.put(free(name(Figure.title(chart))), Png.of(Picture.of(chart, source), Picture.SCALE, texts));
        return this;
    }

    /** Letters, digits and hyphens, which every file system takes. */
    static String name(String title) {
        var words = Normalizer.normalize(title, Normalizer.Form.NFKD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-");
        var cut = words.substring(0, Math.min(words.length(), LONGEST)).replaceAll("^-|-$", "");
        return cut.isEmpty() ? "figure" : cut;
    }

    private String free(String name) {
        var file = name + ".png";
        for (int i = 2; files.containsKey(file); i++) {
            file = name + "-" + i + ".png";
        }
        return file;
    }

    /**
     * Writes the figures, all or none, into a folder, which is made where its parent has none of that name.
     *
     * @return the files, in the figures' order
     * @throws ReportException if they cannot be written
     */
    public List<Path> write(Path folder) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new ReportException(folder + " is a file; expected a folder to write figures to", null);
        }
        boolean made = !Files.exists(folder);
        if (made) {
            try {
                Files.createDirectory(folder);
            } catch (IOException e) {
                var parent = folder.toAbsolutePath().getParent();
                throw new ReportException(folder + " cannot be made: " + Whole.reason(e, parent), e);
            }
        }
        var whole = new LinkedHashMap<Path, byte[]>();
        files.forEach((name, bytes) -> whole.put(folder.resolve(name), bytes));
        try {
            Whole.write(whole);
        } catch (ReportException e) {
            if (made) {
                Whole.discard(folder);
            }
            throw e;
        }
        return List.copyOf(whole.keySet());
    }
}
