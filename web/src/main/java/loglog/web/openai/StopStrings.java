package loglog.web.openai;

import java.util.List;

/**
 * Text that comes in pieces, up to the first of some texts: what could still become the beginning of one is held back, so that no
 * part of it is ever sent.
 */
final class StopStrings {
    private final List<String> stops;
    private final StringBuilder text = new StringBuilder();
    private int sent;
    private boolean ended;

    StopStrings(List<String> stops) {
        this.stops = stops;
    }

    /** Takes a piece and returns what is certain to be part of the text. */
    String next(String piece) {
        int from = text.length();
        text.append(piece);
        int end = -1;
        for (var stop : stops) {
            int at = text.indexOf(stop, Math.max(0, from - stop.length() + 1));
            end = at >= 0 && (end < 0 || at < end) ? at : end;
        }
        if (end >= 0) {
            ended = true;
            text.setLength(end);
        }
        return take(ended ? text.length() : text.length() - possibleStop());
    }

    /** What was held back, once no more comes. */
    String finish() {
        return take(text.length());
    }

    /** Whether one of the texts came. */
    boolean ended() {
        return ended;
    }

    /** Characters that came and are not certain yet. */
    int heldBack() {
        return text.length() - sent;
    }

    private String take(int to) {
        var certain = sent < to ? text.substring(sent, to) : "";
        sent = Math.max(sent, to);
        return certain;
    }

    /** The length of the longest end of the text that one of the stops begins with. */
    private int possibleStop() {
        int most = 0;
        for (var stop : stops) {
            for (int n = Math.min(stop.length() - 1, text.length()); n > most; n--) {
                if (stop.startsWith(text.substring(text.length() - n))) {
                    most = n;
                }
            }
        }
        return most;
    }
}
