package com.example.office;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** The rate of generated changes. It is in the database, for all nodes. */
@Entity
@SuppressWarnings("NullAway.Init") // JPA sets the fields
public class Pace {

    /** The price changes of stocks. */
    public static final String STOCKS = "stocks";

    /** The notifications. */
    public static final String NOTIFICATIONS = "notices";

    static final int MAX = 600;

    @Id
    private String topic;

    private int perMinute;

    /** The time of the next change. */
    private long dueAt;

    /** For JPA. */
    protected Pace() {}

    void set(int perMinute, long now) {
        this.perMinute = perMinute;
        this.dueAt = now + interval();
    }

    /** In milliseconds; 0 without changes. */
    long interval() {
        return perMinute == 0 ? 0 : 60_000 / perMinute;
    }

    long dueAt() {
        return dueAt;
    }

    public int getPerMinute() {
        return perMinute;
    }
}
