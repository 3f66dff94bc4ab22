package com.example.office;

import com.example.office.Refusal.Reason;
import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The rooms and what is written in them. */
@Stateless
@SuppressWarnings("NullAway.Init") // the container sets the injected fields
public class Rooms {

    private static final int MOST_MESSAGES = 50;

    @PersistenceContext
    private EntityManager database;

    /** All rooms, by name. */
    public List<Room> all() {
        return database.createQuery("select r from Room r order by r.name", Room.class)
                .getResultList();
    }

    /** The last messages of a room, the oldest first. */
    public List<Message> messages(String room) {
        List<Message> newestFirst = new ArrayList<>(
                database.createQuery("select m from Message m where m.room = :room order by m.id desc", Message.class)
                        .setParameter("room", room(room))
                        .setMaxResults(MOST_MESSAGES)
                        .getResultList());
        Collections.reverse(newestFirst);
        return newestFirst;
    }

    /** Posts a message. The text {@code /fail} shows what happens when the transaction is rolled back. */
    public Message post(String room, String author, String text) {
        Message message = new Message(
                room(room),
                Refusal.checked("author", author, Message.AUTHOR_LENGTH),
                Refusal.checked("text", text, Message.TEXT_LENGTH));
        database.persist(message);
        if (text.trim().equals("/fail")) {
            database.flush(); // it is in the database now, and will not stay there
            throw new Refusal(Reason.FAILED, "The message was written and then rolled back, as you asked");
        }
        return message;
    }

    private Room room(String id) {
        Room room = database.find(Room.class, id);
        if (room == null) {
            throw new Refusal(Reason.UNKNOWN, "There is no such room");
        }
        return room;
    }
}
