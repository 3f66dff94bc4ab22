package io.socketless.reality.it.office;

import io.socketless.reality.Invalidation;
import io.socketless.reality.PublishedHereListener;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what this node has published. */
@ApplicationScoped
public class Told implements PublishedHereListener {
    private final List<String> calls = new CopyOnWriteArrayList<>();

    @Override
    public void invalidated(Invalidation invalidation) {
        calls.add(String.join(" ", invalidation.keys()));
    }

    /** The keys of one call in a line. */
    public String text() {
        return String.join("\n", calls);
    }
}
