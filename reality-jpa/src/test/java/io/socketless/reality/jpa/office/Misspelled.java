package io.socketless.reality.jpa.office;

import io.socketless.reality.jpa.RealityKeys;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

@Entity
@RealityKeys("mail:{adress}")
public class Misspelled {

    @Id
    public String address;
}
