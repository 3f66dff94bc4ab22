package com.example.office;

import com.example.office.Refusal.Reason;
import io.socketless.reality.Invalidation;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The rooms and their messages. */
@Stateless
@SuppressWarnings("NullAway.Init") // the container sets the injected fields
public class Rooms {

    private static final List<String> PRESET = List.of("general", "jakarta-ee", "random");
    private static final int MAX_MESSAGES = 200;

    @PersistenceContext
    private EntityManager database;

    @Inject
    private Event<Invalidation> changes;

    /** The preset rooms, then the other rooms that have messages. */
    public List<String> all() {
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
                .setMaxResults(MAX_MESSAGES)
                .getResultList());
        Collections.reverse(newestFirst);
        return newestFirst;
    }

    /**
     * Posts a message, unless it exists already: a client that received no response can post again. A text that begins
     * with {@code /fail} shows a rollback.
     */
    public Message post(String room, String id, String author, String text) {
        Message known = database.find(Message.class, id);
        if (known != null) {
            return known;
        }
        Message message = new Message(
                Refusal.checked("id", id, Message.ID_LENGTH),
                room,
                Refusal.checked("author", author, Message.AUTHOR_LENGTH),
                Refusal.checked("text", text, Message.TEXT_LENGTH));
        if (!all().contains(room)) {
            changes.fire(Invalidation.of("chat:rooms")); // no entity stands for this list
        }
        database.persist(message);
        if (message.getText().startsWith("/fail")) {
            database.flush(); // now the database has the row, until the rollback
            throw new Refusal(Reason.FAILED, "The message was written and then rolled back, as you asked");
        }
        return message;
    }
}
