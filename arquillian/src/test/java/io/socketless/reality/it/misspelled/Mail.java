package io.socketless.reality.it.misspelled;

import io.socketless.reality.jpa.RealityKeys;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** It has no such property. */
@Entity
@RealityKeys("mail:{adress}")
public class Mail {
    @Id
    private String address;
}
