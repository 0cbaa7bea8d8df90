package loglog.models.data;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The one digest used for data. */
public final class Digests {
    private Digests() {}

    /** A fresh SHA-256, which every Java platform has. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
