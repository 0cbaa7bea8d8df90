package loglog.engine.devices;

import java.util.List;
import loglog.engine.Device;
import loglog.engine.Precision;
import loglog.engine.cpu.HostDevice;

/** The devices that there are. Whoever computes opens one here, by name; another kind of device is another line here. */
public final class Devices {
    /** The processor. */
    public static final String CPU = "cpu";

    private interface Kind {
        String name();

        boolean supports(Precision precision);

        Device open(int lanes, Precision precision);
    }

    private static final Kind PROCESSOR = new Kind() {
        @Override
        public String name() {
            return CPU;
        }

        @Override
        public boolean supports(Precision precision) {
            return HostDevice.supports(precision);
        }

        @Override
        public Device open(int lanes, Precision precision) {
            return HostDevice.vector(lanes, precision);
        }
    };

    private static final List<Kind> KINDS = List.of(PROCESSOR);

    private Devices() {}

    /** Their names. */
    public static List<String> names() {
        return KINDS.stream().map(Kind::name).toList();
    }

    /**
     * Whether the device multiplies in that precision on this machine.
     *
     * @throws IllegalArgumentException where there is none of that name
     */
    public static boolean supports(String name, Precision precision) {
        return kind(name).supports(precision);
    }

    /**
     * Opens a device; whoever opens it closes it.
     *
     * @param lanes that compute side by side; one or more
     * @throws IllegalArgumentException where there is none of that name
     * @throws UnsupportedOperationException where {@link #supports} says no
     */
    public static Device open(String name, int lanes, Precision precision) {
        return kind(name).open(lanes, precision);
    }

    private static Kind kind(String name) {
        return KINDS.stream()
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "device: found %s, expected %s".formatted(name, String.join(" or ", names()))));
    }
}
