package loglog.laws;

final class Room {
    private Room() {}
}
