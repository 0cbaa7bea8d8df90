import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.constant.ClassDesc;
import java.lang.classfile.ClassFileVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Rewrites a library's classes that were compiled for Java 5 as Java 8 classes with stack maps, nothing else changed:
 * the JVM's ahead-of-time cache takes no class older than Java 6, and picocli's are.
 */
final class Modernize {
    private static final int JAVA_8 = 52;

    public static void main(String[] args) throws IOException {
        var jar = Path.of(args[0]);
        var modern = Path.of(args[0] + ".new");
        var entries = new LinkedHashMap<String, byte[]>();
        try (var in = new JarFile(jar.toFile())) {
            for (var entry : Collections.list(in.entries())) {
                try (var stream = in.getInputStream(entry)) {
                    entries.put(entry.getName(), stream.readAllBytes());
                }
            }
        }
        // Stack maps need to know which of the library's classes extend which.
        var hierarchy = ClassHierarchyResolver.ofResourceParsing(type -> {
                    var bytes = entries.get(internalName(type) + ".class");
                    return bytes == null ? null : new ByteArrayInputStream(bytes);
                })
                .orElse(ClassHierarchyResolver.defaultResolver());
        var file = ClassFile.of(
                ClassFile.StackMapsOption.GENERATE_STACK_MAPS, ClassFile.ClassHierarchyResolverOption.of(hierarchy));
        try (var out = new ZipOutputStream(Files.newOutputStream(modern))) {
            for (var entry : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getKey().endsWith(".class") ? modern(file, entry.getValue()) : entry.getValue());
                out.closeEntry();
            }
        }
        Files.delete(jar); // it may be a link to a file that others share
        Files.move(modern, jar);
    }

    private static String internalName(ClassDesc type) {
        var descriptor = type.descriptorString();
        return descriptor.substring(1, descriptor.length() - 1);
    }

    private static byte[] modern(ClassFile file, byte[] bytes) {
        var parsed = file.parse(bytes);
        if (parsed.majorVersion() >= JAVA_8) {
            return bytes;
        }
        ClassTransform version = (builder, element) -> {
            if (element instanceof ClassFileVersion) {
                builder.withVersion(JAVA_8, 0);
            } else {
                builder.with(element);
            }
        };
        return file.transformClass(
                parsed, version.andThen(ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)));
    }
}
