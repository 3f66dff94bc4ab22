package com.example.office;

import com.example.office.Refusal.Reason;
import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Duration;

/** The rates of generated changes. */
@Stateless
@SuppressWarnings("NullAway.Init") // the container sets the injected fields
public class Paces {

    /** The maximum time until a node uses a new rate. */
    private static final long MAX_DELAY_MILLIS = 500;

    @PersistenceContext
    private EntityManager database;

    /** Changes per minute; 0 for none. */
    public int perMinute(String topic) {
        return database.find(Pace.class, topic).getPerMinute();
    }

    public void set(String topic, int perMinute) {
        if (perMinute < 0 || perMinute > Pace.MAX) {
            throw new Refusal(Reason.INVALID, "perMinute must be from 0 to %d, not %d".formatted(Pace.MAX, perMinute));
        }
        database.find(Pace.class, topic, LockModeType.PESSIMISTIC_WRITE).set(perMinute, System.currentTimeMillis());
    }

    /**
     * Runs the action if it is due. All nodes call this, and one node runs the action: only its update of the due time
     * succeeds, in the same transaction.
     *
     * @return the delay until the next call
     */
    public Duration whenDue(String topic, Runnable action) {
        Pace pace = database.find(Pace.class, topic);
        long now = System.currentTimeMillis();
        if (pace.getPerMinute() == 0) {
            return Duration.ofMillis(MAX_DELAY_MILLIS);
        }
        long due = pace.dueAt();
        if (due <= now) {
            long next = Math.max(due + pace.interval(), now - pace.interval()); // catches up after a short delay
            int moved = database.createQuery(
                            "update Pace p set p.dueAt = :next where p.topic = :topic and p.dueAt = :due")
                    .setParameter("next", next)
                    .setParameter("topic", topic)
                    .setParameter("due", due)
                    .executeUpdate();
            if (moved == 1) {
                action.run();
            }
            due = next;
        }
        return Duration.ofMillis(Math.min(Math.max(due - now, 1), MAX_DELAY_MILLIS));
    }
}
