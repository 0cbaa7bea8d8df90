package loglog.engine;

final class Room {
    private Room() {}
}
