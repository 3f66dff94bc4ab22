package io.socketless.reality.it.board;

import io.socketless.reality.Changed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/**
 * What this node was told by {@code Changed}: a line for each event, with the version, and whether it was a deletion.
 */
@ApplicationScoped
@Path("observed")
public class Observed {
    private final ConcurrentHashMap<String, Queue<String>> events = new ConcurrentHashMap<>();

    void on(@Observes Changed event) {
        events.computeIfAbsent(event.key(), key -> new ConcurrentLinkedQueue<>())
                .add(event.state().version() + (event.deleted() ? " deleted" : ""));
    }

    @GET
    public String of(@QueryParam("key") String key) {
        return events.getOrDefault(key, new ConcurrentLinkedQueue<>()).stream().collect(Collectors.joining("\n"));
    }
}
