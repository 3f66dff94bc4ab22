package io.socketless.reality.it.ledger;

import io.socketless.reality.jpa.RealityKeys;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The same rows as an entity that names its keys, and has no other code for that. */
@Entity
@Table(name = "account")
@RealityKeys("account:{id}:{text}")
public class KeyedAccount {
    @Id
    private long id;

    private String text = "";

    /** For JPA. */
    protected KeyedAccount() {}

    void write(String newText) {
        text = newText;
    }
}
