package loglog.pages.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaletteTest {
    /**
     * As those see them who lack a kind of cone: matrices of Machado, Oliveira and Fernandes 2009 at full severity, on linear
     * light. The distance is that of CIE 1976 L*a*b*, of which 2.3 can just be told apart side by side.
     */
    @ParameterizedTest
    @CsvSource({
        "protanopia, 0.152286 1.052583 -0.204868 0.114503 0.786281 0.099216 -0.003882 -0.048116 1.051998",
        "deuteranopia, 0.367322 0.860646 -0.227968 0.280085 0.672501 0.047413 -0.011820 0.042940 0.968881",
        "tritanopia, 1.255528 -0.076749 -0.178779 -0.078411 0.930809 0.147602 0.004733 0.691367 0.303900",
        "all cones, 1 0 0 0 1 0 0 0 1"
    })
    void theSeriesAreToldApartBy(String who, String matrix) {
        var m = Arrays.stream(matrix.split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        for (var palette : new String[][] {Palette.LIGHT, Palette.DARK}) {
            assertThat(palette).hasSize(Palette.SERIES);
            var seen = Arrays.stream(palette).map(color -> lab(seen(color, m))).toList();
            for (int i = 0; i < seen.size(); i++) {
                for (int j = 0; j < i; j++) {
                    var a = seen.get(i);
                    var b = seen.get(j);
                    assertThat(Math.sqrt((a[0] - b[0]) * (a[0] - b[0])
                                    + (a[1] - b[1]) * (a[1] - b[1])
                                    + (a[2] - b[2]) * (a[2] - b[2])))
                            .as("%s and %s, %s", palette[j], palette[i], who)
                            .isGreaterThan(13);
                }
            }
        }
    }

    private static double[] seen(String color, double[] m) {
        int rgb = Integer.decode(color);
        var linear = new double[3];
        for (int k = 0; k < 3; k++) {
            double v = (rgb >> 16 - 8 * k & 0xff) / 255.0;
            linear[k] = v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
        }
        var out = new double[3];
        for (int i = 0; i < 3; i++) {
            out[i] = Math.clamp(m[3 * i] * linear[0] + m[3 * i + 1] * linear[1] + m[3 * i + 2] * linear[2], 0, 1);
        }
        return out;
    }

    private static double[] lab(double[] rgb) {
        double x = f((0.4124564 * rgb[0] + 0.3575761 * rgb[1] + 0.1804375 * rgb[2]) / 0.95047);
        double y = f(0.2126729 * rgb[0] + 0.7151522 * rgb[1] + 0.0721750 * rgb[2]);
        double z = f((0.0193339 * rgb[0] + 0.1191920 * rgb[1] + 0.9503041 * rgb[2]) / 1.08883);
        return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
    }

    private static double f(double t) {
        return t > 216.0 / 24389 ? Math.cbrt(t) : (24389.0 / 27 * t + 16) / 116;
    }
}
