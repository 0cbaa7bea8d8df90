package loglog.pages.report;

import java.io.ByteArrayOutputStream;
import java.util.zip.Deflater;

/** Bytes made smaller as zlib does it, the same bytes every time. */
final class Deflated {
    private Deflated() {}

    static byte[] of(byte[] content) {
        try (var deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
            deflater.setInput(content);
            deflater.finish();
            var out = new ByteArrayOutputStream();
            var buffer = new byte[8192];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        }
    }
}
