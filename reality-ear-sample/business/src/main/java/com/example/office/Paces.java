package com.example.office;

import com.example.office.Refusal.Reason;
import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Duration;

/** How often things happen by themselves. */
@Stateless
@SuppressWarnings("NullAway.Init") // the container sets the injected fields
public class Paces {

    /** How soon a node notices another pace. */
    private static final long LONGEST_MILLIS = 500;

    @PersistenceContext
    private EntityManager database;

    /** How often a minute; 0 for never. */
    public int perMinute(String topic) {
        return database.find(Pace.class, topic).getPerMinute();
    }

    public void set(String topic, int perMinute) {
        if (perMinute < 0 || perMinute > Pace.MOST) {
            throw new Refusal(
                    Reason.INVALID, "perMinute has to be from 0 to %d, not %d".formatted(Pace.MOST, perMinute));
        }
        database.find(Pace.class, topic, LockModeType.PESSIMISTIC_WRITE).set(perMinute, System.currentTimeMillis());
    }

    /**
     * Does something if it is due. All nodes ask, and one does it: moving the due time on is an update that only one of them can
     * make, in the same transaction as what is done.
     *
     * @return how long to wait before asking again
     */
    public Duration whenDue(String topic, Runnable action) {
        Pace pace = database.find(Pace.class, topic);
        long now = System.currentTimeMillis();
        if (pace.getPerMinute() == 0) {
            return Duration.ofMillis(LONGEST_MILLIS);
        }
        long due = pace.dueAt();
        if (due <= now) {
            long next = Math.max(due + pace.interval(), now - pace.interval()); // a short delay is made up for
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
        return Duration.ofMillis(Math.min(Math.max(due - now, 1), LONGEST_MILLIS));
    }
}
