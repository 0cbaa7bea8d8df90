package loglog.lab.imports;

import java.nio.file.Path;
import java.util.Set;

/**
 * What {@code add_scalars(tag, {name: value})} leaves: a folder of its own for each name within the run's, in which the
 * values stand under the one tag. PyTorch's writer calls it {@code tag_name}, tensorboardX makes it {@code tag/name}.
 * Together they are the run's tag {@code tag/name}.
 *
 * @param run the run's folder
 * @param folder of one name
 */
record AddScalars(Path run, Path folder) {
    /** What a tag in the folder is called in the run; the tag itself where the folder was not made for it. */
    String name(String tag) {
        var inside = run.relativize(folder).toString().replace('\\', '/');
        var torch = tag.replace('/', '_') + "_";
        var tensorboardX = tag + "/";
        if (inside.length() > torch.length() && inside.startsWith(torch) && inside.indexOf('/') < 0) {
            return tag + "/" + inside.substring(torch.length());
        }
        return inside.length() > tensorboardX.length()
                        && inside.startsWith(tensorboardX)
                        && inside.indexOf('/', tensorboardX.length()) < 0
                ? inside
                : tag;
    }

    /** Whether a folder with these tags, as {@link #name} gives them, is such a one. */
    boolean is(Set<String> tags) {
        if (tags.size() != 1) {
            return false;
        }
        var tag = tags.iterator().next();
        int end = tag.lastIndexOf('/');
        return end > 0 && name(tag.substring(0, end)).equals(tag);
    }

    /** The nearest folder above that is among these; null where none is. */
    static AddScalars below(Path folder, Set<Path> folders) {
        for (var above = folder.getParent(); above != null; above = above.getParent()) {
            if (folders.contains(above)) {
                return new AddScalars(above, folder);
            }
        }
        return null;
    }
}
