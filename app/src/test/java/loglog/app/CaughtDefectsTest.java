package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.ExceptionCatch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Exceptions by which the JDK tells a defect of the caller's are caught nowhere: caught, a defect of ours would be told as a fault of
 * the user's input, or as rows that allow no fit. That there is none is a value ({@code Fitted}); a wrong input is a {@code DataException}.
 */
class CaughtDefectsTest {
    private static final Set<String> DEFECTS = Set.of(
            "java/lang/IllegalArgumentException",
            "java/lang/NullPointerException",
            "java/lang/IndexOutOfBoundsException",
            "java/lang/ClassCastException",
            "java/util/NoSuchElementException");

    @Test
    void noClassCatchesADefect() throws IOException {
        int classes = 0;
        var caught = new ArrayList<String>();
        try (var rooms = Files.list(Path.of(".."))) {
            for (var room : rooms.map(r -> r.resolve("target/classes/loglog"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (var files = Files.walk(room)) {
                    for (var file :
                            files.filter(f -> f.toString().endsWith(".class")).toList()) {
                        classes++;
                        caught.addAll(caught(file));
                    }
                }
            }
        }
        assertThat(classes).isGreaterThan(500);
        assertThat(caught).isEmpty();
    }

    private static List<String> caught(Path file) throws IOException {
        var caught = new ArrayList<String>();
        var read = ClassFile.of().parse(file);
        for (var method : read.methods()) {
            if (method.code().orElse(null) instanceof CodeAttribute code) {
                for (var element : code.elementList()) {
                    if (element instanceof ExceptionCatch handler) {
                        handler.catchType()
                                .map(type -> type.asInternalName())
                                .filter(DEFECTS::contains)
                                .ifPresent(type -> caught.add("%s.%s catches %s"
                                        .formatted(
                                                read.thisClass().asInternalName(),
                                                method.methodName().stringValue(),
                                                type)));
                    }
                }
            }
        }
        return caught;
    }

    @Test
    void aCaughtDefectIsFound() throws IOException {
        var name = CaughtDefectsTest.class.getName().replace('.', '/');
        assertThat(caught(Path.of("target/test-classes", name + "$Catching.class")))
                .containsExactly(name + "$Catching.number catches java/lang/IllegalArgumentException");
    }

    /** What is looked for. */
    private static final class Catching {
        static int number(Runnable work) {
            try {
                work.run();
                return 1;
            } catch (IllegalArgumentException _) {
                return 0;
            }
        }
    }
}
