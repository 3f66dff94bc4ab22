package com.example.chat;

import io.socketless.reality.Invalidation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The messages, in a database that all nodes share. Each one fires an {@link Invalidation} inside its transaction: Reality
 * publishes it after the commit, to clients of every node, and never after a rollback.
 */
@ApplicationScoped
@Transactional
@SuppressWarnings("NullAway.Init") // the container sets the injected fields
public class Chat {

    private static final List<String> PRESET = List.of("general", "jakarta-ee", "random");
    private static final int MOST_MESSAGES = 200;

    @PersistenceContext
    private EntityManager database;

    @Inject
    private Event<Invalidation> changes;

    /** The rooms that are always there, and then those that somebody has written in. */
    public List<String> rooms() {
        Set<String> rooms = new LinkedHashSet<>(PRESET);
        rooms.addAll(database.createQuery("select distinct m.room from Message m order by m.room", String.class)
                .getResultList());
        return List.copyOf(rooms);
    }

    /** The last messages of a room, the oldest first. */
    public List<Message> messages(String room) {
        List<Message> newestFirst = new ArrayList<>(database.createQuery(
                        "select m from Message m where m.room = :room order by m.postedAt desc, m.id", Message.class)
                .setParameter("room", room)
                .setMaxResults(MOST_MESSAGES)
                .getResultList());
        Collections.reverse(newestFirst);
        return newestFirst;
    }

    /** Posts a message, unless it is there already: a client that got no answer may post again. */
    public Message post(String room, Draft draft) {
        Message known = database.find(Message.class, draft.getId());
        if (known != null) {
            return known;
        }
        if (!rooms().contains(room)) {
            changes.fire(Invalidation.of("chat:rooms"));
        }
        Message message = new Message(room, draft);
        database.persist(message);
        changes.fire(Invalidation.of("chat:room:" + room));
        if (draft.isRefused()) {
            throw new Refusal(); // rolls all of this back, and nobody hears of it
        }
        return message;
    }
}
