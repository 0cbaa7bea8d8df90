package loglog.tables;

final class Room {
    private Room() {}
}
