package io.socketless.reality.jpa.office;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** An entity that nobody watches. */
@Entity
public class Label {

    @Id
    public String text;

    protected Label() {}

    public Label(String text) {
        this.text = text;
    }
}
