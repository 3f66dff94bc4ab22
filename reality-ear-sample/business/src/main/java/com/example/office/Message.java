package com.example.office;

import io.socketless.reality.jpa.RealityKeys;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;

/** A message in a room. */
@Entity
@RealityKeys("chat:room:{room}")
@SuppressWarnings("NullAway.Init") // JPA sets the fields
public class Message {

    static final int ID_LENGTH = 64;
    static final int ROOM_LENGTH = 40;
    static final int AUTHOR_LENGTH = 40;
    static final int TEXT_LENGTH = 500;

    /** From the client, which recognizes its message by it. */
    @Id
    @Column(length = ID_LENGTH)
    private String id;

    @Column(length = ROOM_LENGTH)
    private String room;

    @Column(length = AUTHOR_LENGTH)
    private String author;

    @Column(length = TEXT_LENGTH)
    private String text;

    private long postedAt;

    /** For JPA. */
    protected Message() {}

    Message(String id, String room, String author, String text) {
        this.id = id;
        this.room = room;
        this.author = author;
        this.text = text;
        this.postedAt = System.currentTimeMillis();
    }

    public String getId() {
        return id;
    }

    public String getRoom() {
        return room;
    }

    public String getAuthor() {
        return author;
    }

    public String getText() {
        return text;
    }

    /** The time of the post, as text: WildFly writes an {@code Instant} as a number if Hazelcast is in the WAR. */
    public String getAt() {
        return Instant.ofEpochMilli(postedAt).toString();
    }
}
