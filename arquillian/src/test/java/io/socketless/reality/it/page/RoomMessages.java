package io.socketless.reality.it.page;

import io.socketless.reality.Reality;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands for a database. */
@ApplicationScoped
public class RoomMessages {
    private final List<String> messages = new CopyOnWriteArrayList<>(List.of("first </li>"));

    @Inject
    private Reality reality;

    private volatile boolean busy;

    /** Returns what is there, and if the room is busy, somebody posts right after. */
    public List<String> read() {
        List<String> now = List.copyOf(messages);
        if (busy) {
            busy = false;
            post("posted while the page was rendered");
        }
        return now;
    }

    public void post(String message) {
        messages.add(message);
        reality.invalidate("page:room");
    }

    public void becomeBusy() {
        busy = true;
    }
}
