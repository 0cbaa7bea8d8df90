package loglog.models.data;

/**
 * One text of a corpus: the unit that is split, shuffled and counted.
 *
 * @param origin where it was read, for messages: {@code file}, {@code file:line} or {@code archive!/entry}
 * @param utf8 its text, valid UTF-8, never empty
 */
public record Document(String origin, byte[] utf8) {}
