package io.socketless.reality.it.inside;

import io.socketless.reality.Changed;
import io.socketless.reality.Invalidation;
import io.socketless.reality.PublishedHereListener;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Remembers how the application was notified of each key. */
@ApplicationScoped
public class Witness implements PublishedHereListener {
    private final Set<String> notifications = new HashSet<>(); // guarded by this

    void on(@Observes Changed event) {
        noteNamingContext("observer", event.key());
        note("sync " + event.key() + (event.deleted() ? " deleted" : ""));
    }

    void onAsync(@ObservesAsync Changed event) {
        noteNamingContext("asynchronous observer", event.key());
        note("async " + event.key() + (event.deleted() ? " deleted" : ""));
    }

    @Override
    public void invalidated(Invalidation invalidation) {
        invalidation.keys().forEach(key -> {
            noteNamingContext("listener", key);
            note("published " + key);
        });
    }

    @SuppressWarnings("BanJNDI") // a constant name of the local container
    private void noteNamingContext(String receiver, String key) {
        try {
            new InitialContext().lookup("java:comp/UserTransaction");
            note("naming context in the " + receiver + " of " + key);
        } catch (NamingException none) {
            // The test misses the line.
        }
    }

    private synchronized void note(String notification) {
        notifications.add(notification);
        notifyAll();
    }

    /** Waits until these notifications have come, or the limit is reached; returns all that have come. */
    public synchronized Set<String> awaitAll(Set<String> expected, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        long left = limit.toNanos();
        while (!notifications.containsAll(expected) && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = end - System.nanoTime();
        }
        return Set.copyOf(notifications);
    }
}
