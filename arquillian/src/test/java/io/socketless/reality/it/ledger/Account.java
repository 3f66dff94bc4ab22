package io.socketless.reality.it.ledger;

import jakarta.persistence.Entity;
import jakarta.persistence.EntityListeners;
import jakarta.persistence.Id;

/**
 * A row that clients watch, each text of it under a key of its own: tests that run one after the other do not disturb
 * each other.
 */
@Entity
@EntityListeners(AccountListener.class)
public class Account {
    @Id
    private long id;

    private String text = "";

    /** For JPA. */
    protected Account() {}

    static String key(long id, String text) {
        return "account:" + id + ":" + text;
    }

    String key() {
        return key(id, text);
    }

    void write(String newText) {
        text = newText;
    }
}
