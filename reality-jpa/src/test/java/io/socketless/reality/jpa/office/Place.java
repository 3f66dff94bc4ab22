package io.socketless.reality.jpa.office;

import jakarta.persistence.Embeddable;

@Embeddable
public class Place {

    public String town;

    protected Place() {}

    public Place(String town) {
        this.town = town;
    }
}
