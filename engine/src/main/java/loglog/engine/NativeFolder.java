package loglog.engine;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Where libraries unpack their native code. They do so below the home folder, and where that cannot be written, in a folder
 * of a name that everybody knows under the temporary one: another user of the machine could be there first, with code of
 * theirs. They are given one that nobody but this user can write.
 */
public final class NativeFolder {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private NativeFolder() {}

    /**
     * Sets the system property by which a library's folder is chosen, unless the user chose one or the home folder will do.
     *
     * @param property also looked for among the environment's variables
     */
    public static void choose(String property) {
        var home = Path.of(System.getProperty("user.home", ""));
        if (System.getProperty(property) != null || System.getenv(property) != null || Files.isWritable(home)) {
            return;
        }
        try {
            var name = "loglog-native-" + System.getProperty("user.name", "").replaceAll("[^A-Za-z0-9._-]", "_");
            System.setProperty(
                    property,
                    ownersOnly(Path.of(System.getProperty("java.io.tmpdir")), name)
                            .toString());
        } catch (IOException _) {
            // Nowhere to unpack to: what the library says of that is the better message.
        }
    }

    /**
     * A folder of that name that this user owns and nobody else may enter, made where there is none; one of another name,
     * for this process alone, where there is something else.
     */
    static Path ownersOnly(Path parent, String name) throws IOException {
        var folder = parent.resolve(name);
        try {
            return Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        } catch (FileAlreadyExistsException _) {
            return isOwnersOnly(folder) ? folder : Files.createTempDirectory(parent, name);
        } catch (UnsupportedOperationException _) {
            return Files.createTempDirectory(
                    parent, name); // a system without such permissions has a temporary folder for each user
        }
    }

    private static boolean isOwnersOnly(Path folder) throws IOException {
        var found = Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        var own = Files.createTempFile("loglog", ".tmp");
        try {
            return found.isDirectory()
                    && found.permissions().equals(OWNER_ONLY)
                    && found.owner().equals(Files.getOwner(own));
        } finally {
            Files.delete(own);
        }
    }
}
