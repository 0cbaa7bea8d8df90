package loglog.pages.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;

/** Images as PNG with texts in them. */
final class Png {
    private static final String FORMAT = "javax_imageio_png_1.0";
    private static final double INCHES_PER_METRE = 1 / 0.0254;

    private Png() {}

    /**
     * An image as a PNG file's bytes.
     *
     * @param dpi its pixels for each inch of paper
     * @param texts what it says of itself, by PNG's keywords (Title, Description, ...)
     */
    static byte[] of(BufferedImage image, int dpi, Map<String, String> texts) {
        var writer = ImageIO.getImageWritersByFormatName("png").next();
        var bytes = new ByteArrayOutputStream();
        ImageIO.setUseCache(false);
        try (var out = ImageIO.createImageOutputStream(bytes)) {
            var metadata = writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), null);
            describe(metadata, dpi, texts);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, metadata), null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static void describe(IIOMetadata metadata, int dpi, Map<String, String> texts) throws IOException {
        var size = Long.toString(Math.round(dpi * INCHES_PER_METRE));
        var physical = node("pHYs", "pixelsPerUnitXAxis", size, "pixelsPerUnitYAxis", size, "unitSpecifier", "meter");
        var latin = new IIOMetadataNode("tEXt");
        var other = new IIOMetadataNode("iTXt"); // tEXt holds Latin-1 alone
        texts.forEach((keyword, text) -> {
            if (StandardCharsets.ISO_8859_1.newEncoder().canEncode(text)) {
                latin.appendChild(node("tEXtEntry", "keyword", keyword, "value", text));
            } else {
                other.appendChild(node(
                        "iTXtEntry",
                        "keyword",
                        keyword,
                        "compressionFlag",
                        "FALSE",
                        "compressionMethod",
                        "0",
                        "languageTag",
                        "",
                        "translatedKeyword",
                        "",
                        "text",
                        text));
            }
        });
        var root = new IIOMetadataNode(FORMAT);
        for (var child : new IIOMetadataNode[] {physical, other, latin}) {
            if (child == physical || child.getLength() > 0) {
                root.appendChild(child);
            }
        }
        metadata.mergeTree(FORMAT, root);
    }

    private static IIOMetadataNode node(String name, String... attributes) {
        var node = new IIOMetadataNode(name);
        for (int i = 0; i < attributes.length; i += 2) {
            node.setAttribute(attributes[i], attributes[i + 1]);
        }
        return node;
    }
}
