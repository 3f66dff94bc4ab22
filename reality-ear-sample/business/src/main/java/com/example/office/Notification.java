package com.example.office;

import io.socketless.reality.jpa.RealityKeys;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import java.time.Instant;

/** A notification of a user. */
@Entity
@RealityKeys("notifications:{owner}")
@SuppressWarnings("NullAway.Init") // JPA sets the fields
public class Notification {

    static final int TEXT_LENGTH = 200;

    @Id
    @GeneratedValue(generator = "notification_ids")
    @SequenceGenerator(name = "notification_ids", sequenceName = "notification_ids", allocationSize = 1)
    private Long id;

    private String owner;

    @Column(length = TEXT_LENGTH)
    private String text;

    private boolean seen;

    private long changedAt;

    /** For JPA. */
    protected Notification() {}

    Notification(String owner, String text) {
        this.owner = owner;
        this.text = text;
        this.changedAt = System.currentTimeMillis();
    }

    boolean belongsTo(String user) {
        return owner.equals(user);
    }

    void read() {
        if (!seen) {
            seen = true;
            changedAt = System.currentTimeMillis();
        }
    }

    public Long getId() {
        return id;
    }

    public String getText() {
        return text;
    }

    public boolean isRead() {
        return seen;
    }

    /** The time of its creation, or of the change to read. */
    public Instant getAt() {
        return Instant.ofEpochMilli(changedAt);
    }
}
