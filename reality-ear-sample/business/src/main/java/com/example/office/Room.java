package com.example.office;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** A room that people write in. */
@Entity
@SuppressWarnings("NullAway.Init") // JPA sets the fields
public class Room {

    @Id
    private String id;

    private String name;

    /** For JPA. */
    protected Room() {}

    public String getId() {
        return id;
    }

    public String getName() {
        return name;
    }
}
