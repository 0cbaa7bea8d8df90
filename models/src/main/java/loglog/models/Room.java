package loglog.models;

final class Room {
    private Room() {}
}
