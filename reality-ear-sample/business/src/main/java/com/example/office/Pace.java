package com.example.office;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** How often something happens by itself. In the database, so that all nodes agree. */
@Entity
@SuppressWarnings("NullAway.Init") // JPA sets the fields
public class Pace {

    /** Of the prices of stocks. */
    public static final String STOCKS = "stocks";

    /** Of notifications. */
    public static final String NOTIFICATIONS = "notices";

    static final int MOST = 600;

    @Id
    private String topic;

    private int perMinute;

    /** When it happens next. */
    private long dueAt;

    /** For JPA. */
    protected Pace() {}

    void set(int perMinute, long now) {
        this.perMinute = perMinute;
        this.dueAt = now + interval();
    }

    /** In milliseconds; only with a pace above 0. */
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
