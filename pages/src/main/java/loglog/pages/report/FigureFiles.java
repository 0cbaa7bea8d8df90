package loglog.pages.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import loglog.pages.plot.Chart;

/**
 * Figures as files in a folder, named by their titles: each as SVG, PDF or PNG, with what a paper needs beside it: its data
 * (.csv), its caption (.txt), the papers behind it (.bib), and all of it for LaTeX (.tex). The same figures give the same
 * bytes.
 */
public final class FigureFiles {
    private static final int LONGEST = 80;

    /** Of a figure for a narrow screen: with letters of 8 points it is 341 of its own units wide. */
    private static final double NARROW_MM = 74;

    private static final double LEAST_NARROW_MM = 72;
    private static final double MORE_NARROW_MM = 25;
    private static final double MOST_NARROW_MM = 1000;

    private final String command;
    private final List<Format> formats;
    private final Look look;
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final List<Named> figures = new ArrayList<>();

    /** A format of figures, by the end of its files' names. */
    public enum Format {
        svg,
        pdf,
        png
    }

    /**
     * A figure's files.
     *
     * @param stem their name without its end
     * @param ends what stands behind it: ".svg", ".csv"
     */
    public record Named(String stem, List<String> ends) {}

    /** @param command what makes these figures again, without a path of this machine */
    public FigureFiles(String command, List<Format> formats, Look look) {
        this.command = command;
        this.formats = List.copyOf(formats);
        this.look = look;
    }

    /**
     * One figure as the text of an SVG file.
     *
     * @param command what makes it again, without a path of this machine
     * @throws ReportException if it cannot be drawn so
     */
    public static String svg(Chart drawn, Caption below, Look look, String command) {
        var thin = Thinned.of(drawn);
        return SvgFile.draw(thin.chart(), look, below.and(thin.remark()).text(), command);
    }

    /**
     * The same for a narrow screen, as high as its title and its legend need: shown 340 pixels wide, its letters are 11 of them high or
     * more.
     *
     * @throws ReportException if it cannot be drawn so
     */
    public static String narrowSvg(Chart drawn, Caption below, String command) {
        for (double height = LEAST_NARROW_MM; ; height += MORE_NARROW_MM) {
            try {
                return svg(drawn, below, new Look(NARROW_MM, height, "Helvetica", 8, true, 300), command);
            } catch (ReportException e) {
                if (height > MOST_NARROW_MM) {
                    throw e;
                }
            }
        }
    }

    /**
     * Draws a figure.
     *
     * @throws ReportException if it cannot be drawn so: no room, no such font
     */
    public FigureFiles figure(Chart drawn, Caption below) {
        var thin = Thinned.of(drawn);
        var chart = thin.chart();
        var caption = below.and(thin.remark());
        var stem = free(name(Figure.title(chart)));
        var ends = new ArrayList<String>();
        for (var format : formats) {
            add(
                    stem,
                    "." + format,
                    ends,
                    switch (format) {
                        case svg -> utf8(SvgFile.draw(chart, look, caption.text(), command));
                        case pdf -> PdfFile.draw(chart, look, texts(chart, caption, "Subject", "Keywords", "Creator"));
                        case png ->
                            Picture.png(chart, look, texts(chart, caption, "Description", "Command", "Software"));
                    });
        }
        add(stem, ".csv", ends, utf8(FigureCsv.of(chart)));
        add(stem, ".txt", ends, utf8(words(chart, caption)));
        add(stem, ".tex", ends, utf8(FigureTex.of(stem, caption)));
        if (!caption.papers().isEmpty()) {
            add(
                    stem,
                    ".bib",
                    ends,
                    utf8(caption.papers().stream()
                            .map(Bibliography.Entry::bibtex)
                            .collect(Collectors.joining("\n\n", "", "\n"))));
        }
        figures.add(new Named(stem, List.copyOf(ends)));
        return this;
    }

    private void add(String stem, String end, List<String> ends, byte[] content) {
        files.put(stem + end, content);
        ends.add(end);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What a figure says of itself, by the keys that its format has for the caption, the command and the program. */
    private Map<String, String> texts(Chart chart, Caption caption, String text, String again, String program) {
        var texts = new LinkedHashMap<String, String>();
        texts.put("Title", Figure.title(chart));
        texts.put(text, caption.text());
        texts.put(again, command);
        texts.put(program, "Loglog");
        return texts;
    }

    private String words(Chart chart, Caption caption) {
        return Figure.title(chart) + "\n\n" + caption.text() + "\n\nMade by Loglog: " + command + "\n";
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
        var stem = name;
        for (int i = 2; files.containsKey(stem + ".csv"); i++) {
            stem = name + "-" + i;
        }
        return stem;
    }

    /**
     * Writes the figures, all or none, into a folder, which is made where its parent has none of that name.
     *
     * @return the figures, in their order
     * @throws ReportException if they cannot be written
     */
    public List<Named> write(Path folder) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new ReportException(folder + ": found a file, expected a folder to write figures to", null);
        }
        boolean made = !Files.exists(folder);
        if (made) {
            try {
                Files.createDirectory(folder);
            } catch (IOException e) {
                var parent = folder.toAbsolutePath().getParent();
                throw new ReportException(folder + " cannot be made: " + WholeFiles.reason(e, parent), e);
            }
        }
        var whole = new LinkedHashMap<Path, byte[]>();
        files.forEach((name, bytes) -> whole.put(folder.resolve(name), bytes));
        try {
            WholeFiles.write(whole);
        } catch (ReportException e) {
            if (made) {
                WholeFiles.discard(folder);
            }
            throw e;
        }
        return List.copyOf(figures);
    }
}
