package com.example.board;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;

/** A notice on the board. */
@Entity
public class Notice {

    static final int MAX_LENGTH = 1000;

    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "notice_id")
    @SequenceGenerator(name = "notice_id", allocationSize = 1)
    private long id;

    @Column(length = MAX_LENGTH)
    private String text = "";

    private long changedAt;

    /** For JPA. */
    protected Notice() {}

    Notice(String text) {
        write(text);
    }

    void write(String text) {
        this.text = text;
        this.changedAt = System.currentTimeMillis();
    }

    public long getId() {
        return id;
    }

    public String getText() {
        return text;
    }

    /** When it was posted or last edited, in milliseconds since 1970, by the clock of the node that did it. */
    public long getChangedAt() {
        return changedAt;
    }
}
