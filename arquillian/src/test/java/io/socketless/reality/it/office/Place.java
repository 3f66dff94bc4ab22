package io.socketless.reality.it.office;

import jakarta.persistence.Embeddable;

/** Where somebody was who wrote. */
@Embeddable
public class Place {
    private String town;

    /** For JPA. */
    protected Place() {}

    Place(String town) {
        this.town = town;
    }

    void setTown(String town) {
        this.town = town;
    }
}
