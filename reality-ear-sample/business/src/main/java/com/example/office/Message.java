package com.example.office;

import io.socketless.reality.jpa.RealityKeys;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.SequenceGenerator;
import java.time.Instant;

/** A message in a room. */
@Entity
@RealityKeys("chat:room:{room.id}")
@SuppressWarnings("NullAway.Init") // JPA sets the fields
public class Message {

    static final int AUTHOR_LENGTH = 40;
    static final int TEXT_LENGTH = 500;

    @Id
    @GeneratedValue(generator = "message_ids")
    @SequenceGenerator(name = "message_ids", sequenceName = "message_ids", allocationSize = 1)
    private Long id;

    @ManyToOne
    private Room room;

    @Column(length = AUTHOR_LENGTH)
    private String author;

    @Column(length = TEXT_LENGTH)
    private String text;

    private long postedAt;

    /** For JPA. */
    protected Message() {}

    Message(Room room, String author, String text) {
        this.room = room;
        this.author = author;
        this.text = text;
        this.postedAt = System.currentTimeMillis();
    }

    public Long getId() {
        return id;
    }

    /** The id of the room. */
    public String getRoom() {
        return room.getId();
    }

    public String getAuthor() {
        return author;
    }

    public String getText() {
        return text;
    }

    /** When it was posted. */
    public Instant getAt() {
        return Instant.ofEpochMilli(postedAt);
    }
}
