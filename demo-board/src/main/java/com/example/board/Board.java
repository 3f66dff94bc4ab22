package com.example.board;

import io.socketless.reality.Invalidation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;

/**
 * The notices, in a database that all nodes share. Each change fires an {@link Invalidation} inside its transaction: Reality
 * publishes it after the commit, to clients of every node, and never after a rollback.
 */
@ApplicationScoped
@Transactional
@SuppressWarnings("NullAway.Init") // the container sets the injected fields
public class Board {

    /** What clients watch. */
    private static final String NOTICES = "board:notices";

    @PersistenceContext
    private EntityManager database;

    @Inject
    private Event<Invalidation> changes;

    /** All notices, the newest first. */
    public List<Notice> notices() {
        return database.createQuery("select n from Notice n order by n.id desc", Notice.class)
                .getResultList();
    }

    public Notice post(String text) {
        Notice notice = new Notice(text);
        database.persist(notice);
        changes.fire(Invalidation.of(NOTICES));
        return notice;
    }

    /** The notice as it reads now, or empty if it is no longer on the board. */
    public Optional<Notice> edit(long id, String text) {
        Optional<Notice> notice = find(id);
        notice.ifPresent(found -> {
            found.write(text);
            changes.fire(Invalidation.of(NOTICES));
        });
        return notice;
    }

    /** Takes a notice off the board, if it is there. */
    public void remove(long id) {
        find(id).ifPresent(found -> {
            database.remove(found);
            changes.fire(Invalidation.of(NOTICES));
        });
    }

    private Optional<Notice> find(long id) {
        return Optional.ofNullable(database.find(Notice.class, id));
    }
}
