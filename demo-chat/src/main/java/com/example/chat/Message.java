package com.example.chat;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** A message in a room. */
@Entity
public class Message {

    /** Made by the client, so that it recognizes the message that it has shown already. */
    @Id
    @Column(length = Draft.ID_LENGTH)
    private String id = "";

    @Column(length = Draft.NAME_LENGTH)
    private String room = "";

    @Column(length = Draft.NAME_LENGTH)
    private String author = "";

    @Column(length = Draft.TEXT_LENGTH)
    private String text = "";

    private long postedAt;

    /** For JPA. */
    protected Message() {}

    Message(String room, Draft draft) {
        this.id = draft.getId();
        this.room = room;
        this.author = draft.getAuthor();
        this.text = draft.getText();
        this.postedAt = System.currentTimeMillis();
    }

    public String getId() {
        return id;
    }

    public String getAuthor() {
        return author;
    }

    public String getText() {
        return text;
    }

    /** In milliseconds since 1970. */
    public long getPostedAt() {
        return postedAt;
    }
}
